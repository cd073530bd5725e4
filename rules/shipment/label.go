package shipment

import (
	"fmt"
	"strings"

	"github.com/wharf-edi/wharf/rules"
)

// shown is how many of many a finding or a note names one by one.
const shown = 5

// labels finds the packages whose SSCC no scanner will take, all in one finding:
// a printer that is set up wrong spoils them all alike.
func (j *judging) labels() {
	var wrong []string
	for _, p := range j.in.Notice.Packages {
		if p.SSCC != "" && !validSSCC(p.SSCC) {
			wrong = append(wrong, p.SSCC)
		}
	}
	if len(wrong) > 0 {
		j.find(rules.Finding{Code: rules.SSCCInvalid, Expected: "18 digits, the last of which checks the others", Actual: some(wrong)})
	}
}

// validSSCC checks length and check digit: the digits from the right, but for the
// check digit, weigh 3, 1, 3, 1, and with the check digit add up to a multiple of
// ten (GS1 General Specifications, 7.9).
func validSSCC(s string) bool {
	if len(s) != 18 {
		return false
	}
	sum := 0
	for i := range len(s) {
		d := int(s[i]) - '0'
		if d < 0 || d > 9 {
			return false
		}
		if i%2 == 0 {
			d *= 3
		}
		sum += d
	}
	return sum%10 == 0
}

// some names the first few.
func some(list []string) string {
	if len(list) <= shown {
		return strings.Join(list, ", ")
	}
	return fmt.Sprintf("%s and %d more", strings.Join(list[:shown], ", "), len(list)-shown)
}
