package store

import (
	"context"
	"encoding/json"
	"time"

	"github.com/wharf-edi/wharf/partners"
)

// Interchange is one ISA to IEA or UNB to UNZ of a transmission.
type Interchange struct {
	ID               int64
	Transmission     int64
	Direction        Direction
	Partner          partners.ID
	Standard         string
	Sender, Receiver string // "qualifier:id"
	Control          string
	Version          string
	Test             bool
	Digest           string // hex SHA-256 of the interchange's content without its control numbers and stamps
	Offset, End      int64
	Defects          []Defect
	At               time.Time
}

// MessageState is what became of a message's form.
type MessageState string

// The states.
const (
	MessageAccepted     MessageState = "accepted"     // in: read, perhaps with defects
	MessageRejected     MessageState = "rejected"     // in: not processed, the acknowledgment says why
	MessageSent         MessageState = "sent"         // out: no acknowledgment yet
	MessageAcknowledged MessageState = "acknowledged" // out: the partner's acknowledgment accepts it
	MessageRefused      MessageState = "refused"      // out: the partner's acknowledgment rejects it
)

// Message is one ST to SE or UNH to UNT.
type Message struct {
	ID           int64
	Interchange  int64
	Transmission int64
	Partner      partners.ID
	Direction    Direction
	Type         string // "850", "ORDERS"
	Version      string
	GroupControl string
	Control      string
	State        MessageState
	Segments     int
	Offset, End  int64 // of the message in the transmission
	Defects      []Defect
	Unread       []Unread // segments that no map looked at
	At           time.Time
}

// Defect is a departure from form as it is kept: package edi's, in rows.
type Defect struct {
	Pos      string `json:"pos"` // "segment 2, BEG05"
	Offset   int64  `json:"offset"`
	End      int64  `json:"end"`
	Code     string `json:"code"`
	Severity string `json:"severity"` // warn, note, reject
	Value    string `json:"value,omitempty"`
	Text     string `json:"text"`
}

// Unread is a segment that was not understood.
type Unread struct {
	Pos string `json:"pos"`
	Raw string `json:"raw"`
}

// MessageTx keeps interchanges and messages.
type MessageTx interface {
	AddInterchange(ctx context.Context, i *Interchange) (int64, error)
	AddMessage(ctx context.Context, m *Message) (int64, error)
	Interchange(ctx context.Context, id int64) (*Interchange, error)
	Message(ctx context.Context, id int64) (*Message, error)
	InterchangesOf(ctx context.Context, transmission int64) ([]*Interchange, error) // oldest first
	MessagesOf(ctx context.Context, transmission int64) ([]*Message, error)         // oldest first
	// Controlled answers the interchanges of the partner in that direction with the
	// control number, newest first, at most 50.
	Controlled(ctx context.Context, d Direction, partner partners.ID, control string) ([]*Interchange, error)
	// SentMessages answers what was sent to the partner, as test or not, under a
	// group control number (X12) or an interchange control number (EDIFACT), oldest
	// first.
	SentMessages(ctx context.Context, partner partners.ID, control string, test bool) ([]*Message, error)
	SetMessageState(ctx context.Context, id int64, s MessageState) error
}

// JSON is a document or a judgement as it is kept.
type JSON = json.RawMessage
