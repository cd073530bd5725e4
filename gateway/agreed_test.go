package gateway_test

import (
	"strings"
	"testing"

	"github.com/wharf-edi/wharf/documents"
	"github.com/wharf-edi/wharf/gateway"
	"github.com/wharf-edi/wharf/partners"
	"github.com/wharf-edi/wharf/store"
)

// agree changes the profile of acme.
func (p *plant) agree(change func(*partners.Profile)) {
	p.t.Helper()
	prof := *p.acme.Profile
	change(&prof)
	if errs := gateway.CheckProfile(&prof); len(errs) > 0 {
		p.t.Fatal(errs)
	}
	p.profile(&prof)
}

// The profile says in which form a partner is acknowledged.
func TestAcknowledgmentForms(t *testing.T) {
	for name, c := range map[string]struct {
		ack  partners.Ack
		good bool
		file string   // its name begins so
		has  []string // what is in it
		not  []string
	}{
		"999":               {partners.Ack{Message: "999"}, false, "999", []string{"*005010X231A1~", "ST*999*0001*005010X231A1~", "IK3*BAK*2**8~", "IK4*2*587*1~", "IK5*R*5~"}, []string{"AK3*"}},
		"TA1 always":        {partners.Ack{Envelope: "always"}, true, "997", []string{"TA1*", "ST*997*"}, nil},
		"TA1 unasked":       {partners.Ack{}, true, "997", []string{"ST*997*"}, []string{"TA1*"}},
		"TA1 and no 997":    {partners.Ack{Envelope: "always", Functional: "never"}, true, "TA1", []string{"TA1*", "IEA*0*"}, []string{"ST*997*"}},
		"brief":             {partners.Ack{Brief: true}, false, "997", []string{"AK5*R*5~", "AK9*R*1*1*0~"}, []string{"AK3*", "AK4*"}},
		"brief and no fuss": {partners.Ack{Brief: true}, true, "997", []string{"AK9*A*1*1*1~"}, []string{"AK2*"}},
	} {
		t.Run(name, func(t *testing.T) {
			p := newPlant(t)
			p.agree(func(prof *partners.Profile) { prof.Ack = c.ack })
			file := p.acme.file(p.acme.respond(p.acme.order("5"), 0))
			if !c.good {
				file = spoilt(t, file, "BAK*00*AC*", "BAK*00**")
			}
			p.acme.send(file)
			files := p.acme.out(c.file)
			if len(files) != 1 {
				t.Fatalf("%d files %s_…, want 1", len(files), c.file)
			}
			for _, want := range c.has {
				if !strings.Contains(files[0], want) {
					t.Errorf("it lacks %q:\n%s", want, files[0])
				}
			}
			for _, not := range c.not {
				if strings.Contains(files[0], not) {
					t.Errorf("it has %q:\n%s", not, files[0])
				}
			}
		})
	}
}

// A TA1 that refuses takes our interchange with it; one that accepts says nothing of
// the messages.
func TestEnvelopeAcknowledged(t *testing.T) {
	for verdict, want := range map[string]store.MessageState{"A*000": store.MessageSent, "R*006": store.MessageRefused} {
		t.Run(verdict, func(t *testing.T) {
			p := newPlant(t)
			s := p.acme
			s.confirm("5")
			s.poll()
			order := s.out("850")[0]
			control := order[strings.Index(order, "*00401*")+7:][:9]
			empty := s.interchange(false)
			s.send(strings.Replace(empty, "IEA*0*", "TA1*"+control+"*260822*0910*"+verdict+"~\nIEA*0*", 1))
			p.view(func(tx store.Tx) error {
				m, err := tx.Message(t.Context(), s.sent()[0].Message)
				if m.State != want {
					t.Errorf("the order is %s, want %s\n%s", m.State, want, p.story(0))
				}
				return err
			})
			if want == store.MessageRefused {
				p.expectOpen("form-defect → edi-admin")
				return
			}
			p.expectOpen()
			p.expectStory(0, "has taken the envelope of interchange "+control, 1)
		})
	}
}

// What the standard refuses is taken where that has been agreed, and still told.
func TestRelaxed(t *testing.T) {
	p := newPlant(t)
	p.agree(func(prof *partners.Profile) { prof.Reading.Relax = []string{"count-differs"} })
	file := p.acme.file(p.acme.respond(p.acme.order("5"), 0))
	at := strings.Index(file, "\nSE*") + 1
	id := p.acme.send(file[:at] + "SE*99*" + strings.SplitN(file[at:], "*", 3)[2])
	p.expectTransmission(id, store.TransmissionRead)
	p.states(documents.KindOrderResponse, store.DocumentPosted)
	p.view(func(tx store.Tx) error {
		ms, err := tx.MessagesOf(t.Context(), id)
		if len(ms) != 1 || len(ms[0].Defects) != 1 || ms[0].Defects[0].Code != "count-differs" {
			t.Errorf("got %+v, want the count told", ms)
		}
		return err
	})
}

// A partner's guideline is checked with the standard.
func TestGuideline(t *testing.T) {
	p := newPlant(t)
	p.agree(func(prof *partners.Profile) {
		m := prof.Messages["orderresponse"]
		m.Guideline = "message 855 004010\nREF[01=ZZ] required\n"
		prof.Messages["orderresponse"] = m
	})
	p.acme.send(p.acme.file(p.acme.respond(p.acme.order("5"), 0)))
	p.expectOpen("form-defect → edi-admin")
	if acks := p.acme.acks(); len(acks) != 1 || !strings.Contains(acks[0], "AK3*REF*") {
		t.Errorf("got %v, want REF named", acks)
	}
}

// Text is read in the character set that has been agreed.
func TestCharset(t *testing.T) {
	p := newPlant(t)
	p.agree(func(prof *partners.Profile) { prof.Reading.Charset = "iso-8859-15" })
	r := p.acme.respond(p.acme.order("5"), 0)
	r.Response.SupplierNumber = "SO-EURO"
	p.acme.send(strings.Replace(p.acme.file(r), "SO-EURO", "SO-\xa4\xbd", 1))
	if story := p.story(0); !strings.Contains(story, "SO-€œ") {
		t.Errorf("the story does not have SO-€œ:\n%s", story)
	}
}

// What cannot be a rule, a version, a character set or a guideline is named.
func TestCheckProfile(t *testing.T) {
	prof := &partners.Profile{
		Standard: partners.X12,
		Reading:  partners.Reading{Charset: "klingon", Relax: []string{"too-long", "too-lang"}, Instead: map[string]string{"004030": "004020"}},
		Messages: map[string]partners.Message{"invoice": {Guideline: "message 810 004010\nBIG\n  99 mandatory\n"}},
	}
	var keys []string
	for _, e := range gateway.CheckProfile(prof) {
		keys = append(keys, e.Key)
	}
	if got := strings.Join(keys, " "); got != "reading.charset reading.relax[1] reading.instead.004030 messages.invoice.guideline" {
		t.Errorf("got %s", got)
	}
}
