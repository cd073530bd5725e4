package edifactmap_test

import (
	"testing"

	"github.com/wharf-edi/wharf/documents"
	"github.com/wharf-edi/wharf/edi"
	"github.com/wharf-edi/wharf/edi/edifact"
	"github.com/wharf-edi/wharf/internal/golden"
	"github.com/wharf-edi/wharf/partners"
	"github.com/wharf-edi/wharf/translate"
	"github.com/wharf-edi/wharf/translate/edifactmap"
	"github.com/wharf-edi/wharf/translate/translatetest"
)

func TestOrder(t *testing.T)         { run(t, documents.KindOrder) }
func TestOrderResponse(t *testing.T) { run(t, documents.KindOrderResponse) }
func TestShipNotice(t *testing.T)    { run(t, documents.KindShipNotice) }
func TestInvoice(t *testing.T)       { run(t, documents.KindInvoice) }

// run reads in.edifact of each case, or writes in.json.
func run(t *testing.T, kind documents.Kind) {
	p := &partners.Profile{Units: map[string]string{"COIL": "CL"}}
	for name, c := range golden.Cases(t, "testdata/"+string(kind)) {
		t.Run(name, func(t *testing.T) {
			if c.Has("in.json") {
				c.Check(t, "want.edifact", translatetest.Written(t, edifactmap.Map{}, p, kind, c.File(t, "in.json")))
				return
			}
			interchanges, err := edifact.Read(c.File(t, "in.edifact"), nil)
			if err != nil {
				t.Fatal(err)
			}
			c.Check(t, "want.json", translatetest.ReadAll(t, edifactmap.Map{}, p, interchanges))
		})
	}
}

// A message of another kind has no map.
func TestNoMap(t *testing.T) {
	p := &partners.Profile{}
	translatetest.NoMap(t, edifactmap.Map{}, &edi.Message{Standard: edi.EDIFACT, Type: "CONTRL"}, p)
	if _, err := (edifactmap.Map{}).Write(&translate.Result{Kind: documents.KindOrder}, p); err == nil {
		t.Error("a result without its document was written")
	}
}
