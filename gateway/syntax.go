package gateway

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/wharf-edi/wharf/edi"
	"github.com/wharf-edi/wharf/edi/edifact"
	"github.com/wharf-edi/wharf/edi/x12"
	"github.com/wharf-edi/wharf/partners"
	"github.com/wharf-edi/wharf/store"
)

// syntax is one standard's reading and writing, as the steps need it.
type syntax struct {
	read            func(b []byte, charset string) ([]*edi.Interchange, error)
	write           func(*edi.Interchange, partners.Envelope) ([]byte, error)
	acknowledge     func(*edi.Interchange, *edi.AckOptions) *edi.Interchange
	acknowledgments map[string]bool // message types that acknowledge
	readAck         func(*edi.Message) (*edi.Acknowledged, error)
	version         string // Interchange.Version when the profile names none
	suffix          string
}

// syntaxes are the standards that the gateway speaks.
var syntaxes = map[edi.Standard]syntax{
	edi.X12: {
		read: func(b []byte, charset string) ([]*edi.Interchange, error) {
			return x12.Read(b, &x12.Options{Charset: charset})
		},
		write: func(i *edi.Interchange, e partners.Envelope) ([]byte, error) {
			return x12.Write(i, x12.Delimiters{
				Element: char(e.Element), Component: char(e.Component), Repetition: char(e.Repetition), Segment: char(e.Terminator), Lines: e.Lines,
			})
		},
		acknowledge:     x12.Reply,
		acknowledgments: map[string]bool{"997": true, "999": true},
		readAck:         x12.ReadAcknowledgment,
		version:         "00401",
		suffix:          ".x12",
	},
	edi.EDIFACT: {
		read: func(b []byte, charset string) ([]*edi.Interchange, error) {
			return edifact.Read(b, &edifact.Options{Charset: charset})
		},
		write: func(i *edi.Interchange, e partners.Envelope) ([]byte, error) {
			return edifact.Write(i, edifact.Delimiters{
				Element: char(e.Element), Component: char(e.Component), Repetition: char(e.Repetition), Segment: char(e.Terminator), Lines: e.Lines,
			})
		},
		acknowledge:     edifact.Reply,
		acknowledgments: map[string]bool{"CONTRL": true},
		readAck:         edifact.ReadAcknowledgment,
		version:         "UNOC:3",
		suffix:          ".edi",
	},
}

// char is the one character of a profile's delimiter; 0 is the usual one.
func char(s string) byte {
	if s == "" {
		return 0
	}
	return s[0]
}

// functional is GS01 by transaction set (X12 data element 479).
var functional = map[string]string{"850": "PO", "860": "PC", "997": "FA", "999": "FA", "824": "AG", "820": "RA", "861": "RC"}

// outgoing is one interchange to a partner before it has its numbers.
type outgoing struct {
	profile  *partners.Profile
	messages []*edi.Message
	ta1      []edi.Segment // answers to an envelope (X12)
	subject  string        // goes into the file's name: an order's number; may be empty
	test     bool
	at       time.Time
}

// sent is what send has kept.
type sent struct {
	transmission int64
	messages     []int64
	name         string
}

// A writeError is an interchange that cannot be written as the partner wants it: a
// repeat does not help.
type writeError struct{ err error }

func (e *writeError) Error() string { return e.err.Error() }

func (e *writeError) Unwrap() error { return e.err }

// RetryAfter says that no repeat helps.
func (e *writeError) RetryAfter() (time.Duration, bool) { return -1, false }

// send numbers an interchange, writes it, and lays it into the partner's folder.
// Number, bytes and rows are one transaction: a number may be lost, never used
// twice.
func send(ctx context.Context, tx store.Tx, o outgoing) (*sent, error) {
	std := edi.Standard(o.profile.Standard)
	syn, ok := syntaxes[std]
	if !ok {
		return nil, fmt.Errorf("partner %s: standard %q is not written", o.profile.ID, o.profile.Standard)
	}
	n, err := tx.NextControl(ctx, series(o))
	if err != nil {
		return nil, err
	}
	i := o.interchange(std, syn, n)
	body, err := syn.write(i, o.profile.Envelope)
	if err != nil {
		return nil, &writeError{fmt.Errorf("partner %s: write %s: %w", o.profile.ID, o.kind(), err)}
	}
	// Names have a series of their own: one that follows identities begins anew when
	// those change, while files of the old one still lie in the folder.
	serial, err := tx.NextControl(ctx, "file|"+string(o.profile.ID))
	if err != nil {
		return nil, err
	}
	s := &sent{name: o.name(syn, serial)}
	s.transmission, err = tx.AddTransmission(ctx, &store.Transmission{
		Direction: store.Outbound, Partner: o.profile.ID, Channel: "sftp", Name: s.name, At: o.at, State: store.TransmissionReady,
	}, body)
	if err != nil {
		return nil, err
	}
	row := &store.Interchange{
		Transmission: s.transmission, Direction: store.Outbound, Partner: o.profile.ID, Standard: string(std),
		Sender: i.Sender.String(), Receiver: i.Receiver.String(), Control: i.Control, Version: i.Version, Test: i.Test,
		Digest: digest(i), End: int64(len(body)), At: o.at,
	}
	id, err := tx.AddInterchange(ctx, row)
	if err != nil {
		return nil, err
	}
	for _, m := range o.messages {
		group := i.Control
		if m.Group >= 0 && m.Group < len(i.Groups) {
			group = i.Groups[m.Group].Control
		}
		state := store.MessageSent
		if syn.acknowledgments[m.Type] {
			state = store.MessageAccepted // nobody acknowledges an acknowledgment
		}
		mid, err := tx.AddMessage(ctx, &store.Message{
			Interchange: id, Transmission: s.transmission, Partner: o.profile.ID, Direction: store.Outbound,
			Type: m.Type, Version: m.Version, GroupControl: group, Control: m.Control, State: state, Segments: len(m.Segments), At: o.at,
		})
		if err != nil {
			return nil, err
		}
		s.messages = append(s.messages, mid)
	}
	return s, nil
}

// series is what control numbers run by: own identity, partner's identity, and
// test or production.
func series(o outgoing) string {
	mode := "P"
	if o.test {
		mode = "T"
	}
	return strings.Join([]string{string(o.profile.Standard), o.profile.Us.Qualifier, o.profile.Us.ID, o.profile.Them[0].Qualifier, o.profile.Them[0].ID, mode}, "|")
}

func (o outgoing) interchange(std edi.Standard, syn syntax, n int64) *edi.Interchange {
	us, them := o.profile.Us, o.profile.Them[0]
	i := &edi.Interchange{
		Standard: std, Version: o.profile.Envelope.Version, Prepared: o.at, Test: o.test, Messages: o.messages, TA1: o.ta1,
		Sender: edi.Identity{Qualifier: us.Qualifier, ID: us.ID}, Receiver: edi.Identity{Qualifier: them.Qualifier, ID: them.ID},
		Control: fmt.Sprint(n),
	}
	if i.Version == "" {
		i.Version = syn.version
	}
	for k, m := range o.messages {
		m.Control = fmt.Sprintf("%04d", k+1)
		m.Group = -1
	}
	if std != edi.X12 {
		return i
	}
	i.Control = fmt.Sprintf("%09d", n%1e9)
	for _, m := range o.messages {
		kind := functional[m.Type]
		if last := len(i.Groups) - 1; last < 0 || i.Groups[last].Kind != kind || i.Groups[last].Version != m.Version+guideline(m) {
			i.Groups = append(i.Groups, edi.Group{
				Kind: kind, Sender: orText(us.Group, us.ID), Receiver: orText(them.Group, them.ID),
				Control: fmt.Sprint(n*100 + int64(len(i.Groups))), Version: m.Version + guideline(m), Declared: -1,
			})
		}
		m.Group = len(i.Groups) - 1
	}
	return i
}

// guideline is what GS08 says beside the version: of a 999 its own guideline.
func guideline(m *edi.Message) string {
	if m.Type == "999" {
		return m.Association
	}
	return ""
}

func orText(s, def string) string {
	if s != "" {
		return s
	}
	return def
}

// kind is what is sent: the first message's type.
func (o outgoing) kind() string {
	if len(o.messages) == 0 {
		return "TA1"
	}
	return o.messages[0].Type
}

// name is a file's name that says what is in it and is never used twice.
func (o outgoing) name(syn syntax, n int64) string {
	parts := []string{o.kind()}
	if o.subject != "" {
		parts = append(parts, plainName(o.subject))
	}
	if o.test {
		parts = append(parts, "test")
	}
	return strings.Join(append(parts, fmt.Sprintf("%09d", n)), "_") + syn.suffix
}

// plainName keeps what is safe in a file's name everywhere.
func plainName(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z', r >= 'A' && r <= 'Z', r >= '0' && r <= '9', r == '.', r == '-':
			return r
		}
		return '-'
	}, s)
}
