package x12_test

import (
	"fmt"

	"github.com/wharf-edi/wharf/edi/x12"
)

// A message with a wrong count is read, and what is wrong is said with its place.
func ExampleRead() {
	in := `ISA*00*          *00*          *ZZ*SUPPLIER       *01*123456789      *260822*0910*U*00401*000000007*0*P*>~
GS*PR*SUPPLIER*123456789*20260822*0910*7*X*004010~
ST*855*0001~
BAK*00*AC*4500012345*20260822~
SE*4*0001~
GE*1*7~
IEA*1*000000007~
`
	interchanges, err := x12.Read([]byte(in), nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, i := range interchanges {
		for _, m := range i.Messages {
			fmt.Println(i.Sender, m.Type, m.Version, m.Segments[1].Element(3))
			for _, d := range m.Defects {
				fmt.Println(d)
			}
		}
	}
	// Output:
	// ZZ:SUPPLIER 855 004010 4500012345
	// message 0001, segment 3, SE01: count in the trailer is wrong: "4"
}
