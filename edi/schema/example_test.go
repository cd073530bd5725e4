package schema_test

import (
	"fmt"

	"github.com/wharf-edi/wharf/edi"
	"github.com/wharf-edi/wharf/edi/schema"
)

// An order without a line is not one.
func ExampleValidate() {
	m := &edi.Message{Standard: edi.X12, Type: "850", Version: "004010", Control: "0001", Segments: []edi.Segment{{
		Pos: edi.Pos{Message: "0001", Segment: 2, Tag: "BEG"},
		Tag: "BEG",
		Elements: [][][]string{
			{{"00"}}, {{"NE"}}, {{"4500012345"}}, {{""}}, {{"20260822"}},
		},
	}}}
	fmt.Println("definition known:", schema.Validate(m, nil))
	for _, d := range m.Defects {
		fmt.Println(d)
	}
	// Output:
	// definition known: true
	// message 0001, segment 2, PO1: mandatory segment is missing
}
