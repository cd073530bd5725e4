package translate_test

import (
	"errors"
	"path/filepath"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"

	"github.com/wharf-edi/wharf/documents"
	"github.com/wharf-edi/wharf/edi"
	"github.com/wharf-edi/wharf/partners"
	"github.com/wharf-edi/wharf/translate"
)

// What no map is for is ErrNoMap: a kind of message, a standard, a partner who
// has only the portal.
func TestNoMap(t *testing.T) {
	p := &partners.Profile{ID: "acme", Standard: partners.StandardNone}
	if _, err := translator.Read(&edi.Message{Standard: edi.X12, Type: "997"}, p); !errors.Is(err, translate.ErrNoMap) {
		t.Errorf("a 997: got %v, want ErrNoMap", err)
	}
	if _, err := translator.Read(&edi.Message{Standard: "tradacoms"}, p); !errors.Is(err, translate.ErrNoMap) {
		t.Errorf("another standard: got %v, want ErrNoMap", err)
	}
	if _, err := translator.Write(&translate.Result{Kind: documents.KindOrder, Order: &documents.Order{}}, p); !errors.Is(err, translate.ErrNoMap) {
		t.Errorf("a partner without EDI: got %v, want ErrNoMap", err)
	}
}

// Whatever can be read as messages can be translated: there is no panic, one
// document comes of it, and nothing is unread that the message does not have.
func FuzzRead(f *testing.F) {
	paths, err := filepath.Glob("*map/testdata/*/*.txtar")
	if err != nil || len(paths) == 0 {
		f.Fatalf("no seeds (%v)", err)
	}
	for _, path := range paths {
		archive, err := txtar.ParseFile(path)
		if err != nil {
			f.Fatal(err)
		}
		for _, file := range archive.Files {
			f.Add(file.Data)
		}
	}
	f.Fuzz(func(t *testing.T, src []byte) {
		var all []*edi.Interchange
		for _, read := range []func([]byte) ([]*edi.Interchange, error){x12Read, edifactRead} {
			if got, err := read(src); err == nil {
				all = append(all, got...)
			}
		}
		for _, i := range all {
			for _, m := range i.Messages {
				checkRead(t, m)
			}
		}
	})
}

func checkRead(t *testing.T, m *edi.Message) {
	r, err := translator.Read(m, &partners.Profile{})
	if errors.Is(err, translate.ErrNoMap) {
		return
	}
	if err != nil {
		t.Fatal(err)
	}
	found := 0
	for _, there := range []bool{r.Order != nil, r.Response != nil, r.ShipNotice != nil, r.Invoice != nil} {
		if there {
			found++
		}
	}
	if found != 1 {
		t.Errorf("%d documents came of one message", found)
	}
	if len(r.Unread) > len(m.Segments) {
		t.Errorf("%d segments unread of %d", len(r.Unread), len(m.Segments))
	}
}
