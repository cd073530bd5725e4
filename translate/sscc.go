package translate

import "strings"

// SSCC is the 18 digits of a serial shipping container code, which may come with
// its application identifier 00, in brackets or not. Its check digit is not
// looked at: that is a matter of judgement.
func SSCC(s string) (string, bool) {
	s = strings.TrimPrefix(strings.TrimSpace(s), "(00)")
	if len(s) == 20 {
		s = strings.TrimPrefix(s, "00")
	}
	if len(s) != 18 || strings.Trim(s, "0123456789") != "" {
		return "", false
	}
	return s, true
}
