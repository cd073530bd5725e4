package edifact_test

import (
	"fmt"

	"github.com/wharf-edi/wharf/edi/edifact"
)

// Released characters are data again, and a wrong count is said with its place.
func ExampleRead() {
	in := `UNA:+.? '
UNB+UNOC:3+4012345000009:14+5412345000006:14+260822:0910+0007'
UNH+1+ORDRSP:D:96A:UN:EAN005'
BGM+231+O?'BRIEN ?+ SONS+9'
UNT+4+1'
UNZ+1+0007'
`
	interchanges, err := edifact.Read([]byte(in), nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, i := range interchanges {
		for _, m := range i.Messages {
			fmt.Println(i.Sender, m.Type, m.Version, m.Segments[1].Element(2))
			for _, d := range m.Defects {
				fmt.Println(d)
			}
		}
	}
	// Output:
	// 14:4012345000009 ORDRSP D.96A O'BRIEN + SONS
	// message 1, segment 3, UNT01: count in the trailer is wrong: "4"
}
