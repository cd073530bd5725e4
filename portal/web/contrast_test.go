package web

import (
	"math"
	"regexp"
	"strconv"
)

var variable = regexp.MustCompile(`--([a-z-]+): #([0-9a-f]{3,6})\b`)

// colorsOf are the first values of the variables in a style sheet.
func colorsOf(css string) map[string][3]float64 {
	out := map[string][3]float64{}
	for _, m := range variable.FindAllStringSubmatch(css, -1) {
		if _, ok := out[m[1]]; !ok {
			out[m[1]] = rgb(m[2])
		}
	}
	return out
}

func rgb(hex string) (c [3]float64) {
	width := len(hex) / 3
	for i := range c {
		s := hex[i*width : (i+1)*width]
		if width == 1 {
			s += s
		}
		n, err := strconv.ParseUint(s, 16, 8)
		if err != nil {
			return c
		}
		c[i] = float64(n) / 255
	}
	return c
}

// contrast is the ratio that WCAG 2.2 defines.
func contrast(a, b [3]float64) float64 {
	x, y := luminance(a), luminance(b)
	return (math.Max(x, y) + 0.05) / (math.Min(x, y) + 0.05)
}

func luminance(c [3]float64) float64 {
	for i, v := range c {
		if v <= 0.04045 {
			c[i] = v / 12.92
		} else {
			c[i] = math.Pow((v+0.055)/1.055, 2.4)
		}
	}
	return 0.2126*c[0] + 0.7152*c[1] + 0.0722*c[2]
}
