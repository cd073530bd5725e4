package schema

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/wharf-edi/wharf/edi/x12"
)

// The first repetition that is one too many is told, once, whether those before it
// are empty or not.
func TestRepetitions(t *testing.T) {
	const head = "ISA*00*          *00*          *ZZ*A              *ZZ*B              *260822*0910*^*00501*000000007*0*P*>~" +
		"GS*FA*A*B*20260822*0910*7*X*005010~ST*999*0001~AK1*PO*1~AK2*850*0001~IK3*REF*3**8~"
	for in, want := range map[string][]string{
		"IK4*2*127*5*A":               nil,
		"IK4*2*127*5*A^B":             {"note 5 IK404 too-many-repetitions"},
		"IK4*2*127*5*A^B^C":           {"note 5 IK404 too-many-repetitions"},
		"IK4*2*127*5*A^^C":            {"note 5 IK404 too-many-repetitions"},
		"IK4*2*127*5*^B":              {"note 5 IK404 too-many-repetitions"},
		"IK4*2*127*5*A^^":             nil,
		"CTX*A^B^C^D^E^F^G^H^I^J":     nil,
		"CTX*A^B^C^D^E^F^G^H^I^J^^L":  {"note 5 CTX01-1 too-many-repetitions"},
		"CTX*A^B^C^D^E^F^G^H^I^J^K^L": {"note 5 CTX01-1 too-many-repetitions"},
	} {
		all, err := x12.Read([]byte(head+in+"~IK5*R~AK9*R*1*1*0~SE*8*0001~GE*1*7~IEA*1*000000007~"), nil)
		if err != nil {
			t.Fatal(err)
		}
		m := all[0].Messages[0]
		Validate(m, nil)
		if diff := cmp.Diff(want, marks(m)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", in, diff)
		}
	}
}

// What must be there and holds nothing but blanks is missing, in an element, in one
// with separators in it, and in a component.
func TestBlank(t *testing.T) {
	for in, want := range map[string][]string{
		"N1* *X":             {"reject 3 N101 mandatory-missing"},
		"N1* >*X":            {"reject 3 N101 mandatory-missing"},
		"N1* >A*X":           {"note 3 N101-2 too-many-components"}, // something is there
		"REF*IA*1**IA> ":     {"note 3 REF04-2 mandatory-missing"},
		"REF*IA*1** > >IA>1": {"note 3 REF04-1 mandatory-missing", "note 3 REF04-2 mandatory-missing"},
		"REF*IA*1** > ":      nil,
		"REF*IA* ":           nil, // need not be there, and may be blank
	} {
		m := message(t, "850", guidedHead+in+"~"+guidedLine)
		Validate(m, nil)
		got := marks(m)
		slices.Sort(got)
		slices.Sort(want)
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", in, diff)
		}
	}
}
