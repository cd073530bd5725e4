package schema_test

import (
	"fmt"

	"github.com/wharf-edi/wharf/edi"
	"github.com/wharf-edi/wharf/edi/schema"
	"github.com/wharf-edi/wharf/edi/x12"
)

// order is an order of one line, without the date that a partner of ours wants.
const order = `ISA*00*          *00*          *01*123456789      *ZZ*SUPPLIER       *260822*0910*U*00401*000000007*0*P*>~
GS*PO*123456789*SUPPLIER*20260822*0910*7*X*004010~
ST*850*0001~
BEG*00*XX*4500012345**20260822~
N1*ST*PLANT 2*92*1002~
PO1*1*5*EA*1.25**BP*10002000~
SE*5*0001~
GE*1*7~
IEA*1*000000007~
`

// messages reads the messages of a file.
func messages(src string) []*edi.Message {
	interchanges, err := x12.Read([]byte(src), nil)
	if err != nil {
		fmt.Println(err)
		return nil
	}
	return interchanges[0].Messages
}

// A message is checked against the definition of its version.
func ExampleValidate() {
	for _, m := range messages(order) {
		fmt.Println("definition known:", schema.Validate(m, nil))
		for _, d := range m.Defects {
			fmt.Println(d)
		}
	}
	// Output:
	// definition known: true
	// message 0001, segment 2, BEG02: value is not one of the codes: "XX"
}

// A partner's own limits are checked with the standard's.
func ExampleParseGuideline() {
	g, err := schema.ParseGuideline(`guideline acme-850
message 850 004010
DTM[01=002] required
N1[01=ST]
  04 max 3
`)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, m := range messages(order) {
		schema.Validate(m, &schema.Options{Guideline: g, Relax: []edi.Code{edi.CodeBadValue}})
		for _, d := range m.Defects {
			fmt.Println([]string{"told:", "noted:", "refused:"}[d.Severity], d)
		}
	}
	// Output:
	// told: message 0001, segment 2, BEG02: value is not one of the codes: "XX"
	// refused: message 0001, segment 2, DTM: mandatory segment is missing
	// noted: message 0001, segment 3, N104: value is too long: "1002"
}

// A definition says what an element is called, how long it is, and what its codes
// mean.
func ExampleFind() {
	d := schema.Find(edi.X12, "004010", "850")
	purpose := d.Segment("BEG").Fields[0]
	text, _ := purpose.Codes.Find("00")
	fmt.Printf("%s: %s\n", d.Message, d.Name)
	fmt.Printf("BEG01 (%s): %s, %d to %d characters, mandatory: %t\n", purpose.ID, purpose.Name, purpose.Min, purpose.Max, purpose.Mandatory)
	fmt.Printf("00: %s\n", text)
	// Output:
	// 850: purchase order
	// BEG01 (353): purpose of the message, 2 to 2 characters, mandatory: true
	// 00: first version
}
