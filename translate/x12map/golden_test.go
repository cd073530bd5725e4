package x12map_test

import (
	"testing"

	"github.com/wharf-edi/wharf/documents"
	"github.com/wharf-edi/wharf/edi"
	"github.com/wharf-edi/wharf/edi/x12"
	"github.com/wharf-edi/wharf/internal/golden"
	"github.com/wharf-edi/wharf/partners"
	"github.com/wharf-edi/wharf/translate"
	"github.com/wharf-edi/wharf/translate/translatetest"
	"github.com/wharf-edi/wharf/translate/x12map"
)

func TestOrder(t *testing.T)         { run(t, documents.KindOrder) }
func TestOrderResponse(t *testing.T) { run(t, documents.KindOrderResponse) }
func TestShipNotice(t *testing.T)    { run(t, documents.KindShipNotice) }
func TestInvoice(t *testing.T)       { run(t, documents.KindInvoice) }

// run reads in.x12 of each case, or writes in.json.
func run(t *testing.T, kind documents.Kind) {
	p := &partners.Profile{Units: map[string]string{"COIL": "CL"}}
	for name, c := range golden.Cases(t, "testdata/"+string(kind)) {
		t.Run(name, func(t *testing.T) {
			if c.Has("in.json") {
				c.Check(t, "want.x12", translatetest.Written(t, x12map.Map{}, p, kind, c.File(t, "in.json")))
				return
			}
			interchanges, err := x12.Read(c.File(t, "in.x12"), nil)
			if err != nil {
				t.Fatal(err)
			}
			c.Check(t, "want.json", translatetest.ReadAll(t, x12map.Map{}, p, interchanges))
		})
	}
}

// A message of another kind has no map.
func TestNoMap(t *testing.T) {
	p := &partners.Profile{}
	translatetest.NoMap(t, x12map.Map{}, &edi.Message{Standard: edi.X12, Type: "997"}, p)
	if _, err := (x12map.Map{}).Write(&translate.Result{Kind: documents.KindOrder}, p); err == nil {
		t.Error("a result without its document was written")
	}
}
