// Package translatetest has what the golden tests of the maps share: a result as
// text, and a message as text.
package translatetest

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/wharf-edi/wharf/documents"
	"github.com/wharf-edi/wharf/edi"
	"github.com/wharf-edi/wharf/partners"
	"github.com/wharf-edi/wharf/translate"
)

// ReadAll translates every message and renders what came of each: the document
// as JSON without its empty fields, then the defects and the unread segments.
func ReadAll(t *testing.T, m translate.Map, p *partners.Profile, interchanges []*edi.Interchange) []byte {
	t.Helper()
	var out bytes.Buffer
	for _, i := range interchanges {
		for _, message := range i.Messages {
			r, err := m.Read(message, p)
			if err != nil {
				t.Fatal(err)
			}
			render(t, &out, r)
		}
	}
	return out.Bytes()
}

func render(t *testing.T, out *bytes.Buffer, r *translate.Result) {
	t.Helper()
	all, err := json.Marshal(map[documents.Kind]any{
		documents.KindOrder: r.Order, documents.KindOrderResponse: r.Response,
		documents.KindShipNotice: r.ShipNotice, documents.KindInvoice: r.Invoice,
	})
	if err != nil {
		t.Fatal(err)
	}
	var document map[string]any
	if err := json.Unmarshal(all, &document); err != nil {
		t.Fatal(err)
	}
	e := json.NewEncoder(out)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(pruned(document[string(r.Kind)])); err != nil {
		t.Fatal(err)
	}
	for _, d := range r.Defects {
		fmt.Fprintf(out, "%s: %s: %v\n", [...]string{"warn", "note", "reject"}[d.Severity], d.Code, d)
	}
	for _, s := range r.Unread {
		fmt.Fprintf(out, "unread: %s\n", line(s))
	}
}

// pruned is v without empty texts, nulls, falses and what holds nothing else. A
// zero number stays: it is a statement.
func pruned(v any) any {
	switch v := v.(type) {
	case map[string]any:
		for key, value := range v {
			if value = pruned(value); value == nil || value == "" || value == false || value == "0001-01-01T00:00:00Z" {
				delete(v, key)
			} else {
				v[key] = value
			}
		}
		if len(v) == 0 {
			return nil
		}
	case []any:
		for i := range v {
			v[i] = pruned(v[i])
		}
		if len(v) == 0 {
			return nil
		}
	}
	return v
}

// Written writes the document in JSON and renders the message, one segment a
// line, or the error.
func Written(t *testing.T, m translate.Map, p *partners.Profile, kind documents.Kind, document []byte) []byte {
	t.Helper()
	r := &translate.Result{Kind: kind}
	into := map[documents.Kind]any{
		documents.KindOrder: &r.Order, documents.KindOrderResponse: &r.Response,
		documents.KindShipNotice: &r.ShipNotice, documents.KindInvoice: &r.Invoice,
	}[kind]
	d := json.NewDecoder(bytes.NewReader(document))
	d.DisallowUnknownFields()
	if err := d.Decode(into); err != nil {
		t.Fatal(err)
	}
	message, err := m.Write(r, p)
	if err != nil {
		return []byte("error: " + err.Error() + "\n")
	}
	var out bytes.Buffer
	for _, s := range message.Segments {
		out.WriteString(line(s) + "\n")
	}
	return out.Bytes()
}

// line is a segment for a person, whatever its delimiters are.
func line(s edi.Segment) string {
	var b strings.Builder
	b.WriteString(s.Tag)
	for _, repetitions := range s.Elements {
		b.WriteByte('*')
		for i, components := range repetitions {
			if i > 0 {
				b.WriteByte('^')
			}
			b.WriteString(strings.Join(components, ":"))
		}
	}
	return b.String()
}

// NoMap fails the test unless m has no map for a message.
func NoMap(t *testing.T, m translate.Map, message *edi.Message, p *partners.Profile) {
	t.Helper()
	if _, err := m.Read(message, p); !errors.Is(err, translate.ErrNoMap) {
		t.Errorf("reading %s: got %v, want ErrNoMap", message.Type, err)
	}
}
