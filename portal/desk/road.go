package desk

import (
	"cmp"
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/wharf-edi/wharf/documents"
	"github.com/wharf-edi/wharf/portal/web"
	"github.com/wharf-edi/wharf/store"
)

// station is one stop on the road of a document.
type station struct {
	Name  string
	Label web.Label
	Codes string // what the wire calls it, for the one who explains
	More  []link
	At    time.Time
}

// road says how far a document has come, station by station. A document that no
// wire carried has no stations for a message.
func road(ctx context.Context, k *kept, postings []postingRow) []station {
	out := k.doc.Direction == store.Outbound
	switch {
	case out && k.message == nil && k.portal:
		return []station{confirmed(ctx, k.doc), keptForPortal(k.doc), answered(k)}
	case out:
		return []station{confirmed(ctx, k.doc), messageWritten(k), carried(k), answered(k)}
	case k.message == nil:
		return []station{arrived(k), judged(k), posted(ctx, k, postings)}
	}
	return []station{arrived(k), read(k), judged(k), posted(ctx, k, postings)}
}

func keptForPortal(d *store.Document) station {
	return station{Name: "Portal", Label: web.Label{Tone: web.Good, Text: "Kept for the portal"}, At: d.At}
}

func arrived(k *kept) station {
	s := station{Name: "File", Label: web.Label{Tone: web.Good, Text: "File received"}, At: k.doc.At}
	t := k.transmission
	if t == nil {
		s.Name, s.Label.Text = "Portal", "Entered"
		return s
	}
	s.At = t.At
	s.More = []link{{transmissionName(t), transmissionHref(t.ID)}, {Text: web.Size(t.Size) + " over " + t.Channel}}
	return s
}

func read(k *kept) station {
	m := k.message
	s := station{Name: "Message", At: m.At, Label: web.MessageState(m), Codes: codes(m)}
	s.More = []link{{web.MessageName(m.Type), transmissionHref(m.Transmission) + "#messages"}}
	if n := len(m.Defects); n > 0 {
		s.More = append(s.More, link{web.Count(n, "defect"), "#defects"})
	}
	if n := len(m.Unread); n > 0 {
		s.More = append(s.More, link{web.Count(n, "segment") + " not understood", "#unread"})
	}
	return s
}

func judged(k *kept) station {
	s := station{Name: "Judgement", Label: web.Label{Tone: web.Plain, Text: "Not yet"}}
	if k.doc.State == store.DocumentDuplicate {
		s.Label = web.Label{Tone: web.Plain, Text: "Duplicate"}
		return s
	}
	if i := len(k.results) - 1; i >= 0 {
		s.Label, s.At = web.Verdict(k.results[i].Verdict), k.results[i].At
	}
	if n := len(k.exceptions); n > 0 {
		s.More = append(s.More, link{web.Count(n, "open exception"), "#decide"})
	}
	return s
}

func posted(ctx context.Context, k *kept, postings []postingRow) station {
	s := station{Name: web.ERP(ctx), Label: web.Label{Tone: web.Plain, Text: "Nothing written"}}
	if len(postings) == 0 {
		if k.doc.State == store.DocumentAccepted {
			s.Label = web.Label{Tone: web.Going, Text: "To be written"}
		}
		return s
	}
	p := postings[len(postings)-1]
	s.At = p.Finished
	switch {
	case p.Err != "":
		s.Label = web.Label{Tone: web.Bad, Text: "Refused"}
	case p.Finished.IsZero():
		s.Label, s.At = web.Label{Tone: web.Wait, Text: "Asked, no answer yet"}, p.Begun
	default:
		s.Label = web.Label{Tone: web.Good, Text: "Written"}
	}
	for _, r := range p.Records[:min(3, len(p.Records))] {
		s.More = append(s.More, recordLink(r))
	}
	return s
}

// recordLink is a thing in the ERP, as people call it there.
func recordLink(r documents.Record) link {
	l := link{Text: r.Kind + " " + cmp.Or(r.Name, "(draft)")}
	if strings.HasPrefix(r.URL, "https://") || strings.HasPrefix(r.URL, "http://") {
		l.Href = r.URL
	}
	return l
}

func confirmed(ctx context.Context, d *store.Document) station {
	return station{Name: web.ERP(ctx), Label: web.Label{Tone: web.Good, Text: "Confirmed"}, At: d.At, More: orderLinks(d.Partner, d.Orders)}
}

func messageWritten(k *kept) station {
	s := station{Name: "Message", Label: web.Label{Tone: web.Plain, Text: "Not yet"}}
	if m := k.message; m != nil {
		s.Label, s.At, s.Codes = web.Label{Tone: web.Good, Text: "Written"}, m.At, codes(m)
		s.More = []link{{web.MessageName(m.Type), transmissionHref(m.Transmission) + "#messages"}}
	}
	return s
}

func carried(k *kept) station {
	s := station{Name: "On the wire", Label: web.Label{Tone: web.Plain, Text: "Not yet"}}
	if t := k.transmission; t != nil {
		s.Label, s.At = web.TransmissionState(t.State), t.At
		s.More = []link{{transmissionName(t), transmissionHref(t.ID)}, {Text: fmt.Sprintf("%s over %s", web.Size(t.Size), t.Channel)}}
	}
	return s
}

func answered(k *kept) station {
	s := station{Name: "Partner", Label: web.Label{Tone: web.Plain, Text: "Not yet"}}
	if k.message != nil {
		s.Label = web.MessageState(k.message)
	}
	if k.doc.State == store.DocumentAnswered {
		if s.Label.Tone == web.Good {
			s.More = []link{{Text: "message " + strings.ToLower(s.Label.Text)}}
		}
		s.Label = web.Label{Tone: web.Good, Text: "Answered"}
	}
	return s
}

// codes are what the wire calls a message.
func codes(m *store.Message) string {
	return strings.TrimSpace(m.Type+" "+m.Version) + ", number " + m.Control
}
