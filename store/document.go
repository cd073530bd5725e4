package store

import (
	"context"
	"time"

	"github.com/wharf-edi/wharf/documents"
	"github.com/wharf-edi/wharf/partners"
)

// DocumentState is how far a document has come.
type DocumentState string

// The states. Received, accepted and waiting are pending: the gateway goes on by
// itself.
const (
	DocumentReceived  DocumentState = "received"  // in: to be judged
	DocumentAccepted  DocumentState = "accepted"  // in: judged; what may be written is to be written to the ERP
	DocumentPosted    DocumentState = "posted"    // in: stands in the ERP
	DocumentWaiting   DocumentState = "waiting"   // in: for something that will come by itself
	DocumentHeld      DocumentState = "held"      // in: a person must decide
	DocumentRefused   DocumentState = "refused"   // in: goes back to the supplier
	DocumentDuplicate DocumentState = "duplicate" // in: came before, see Original
	DocumentSent      DocumentState = "sent"      // out: handed to the partner's channel
	DocumentAnswered  DocumentState = "answered"  // out: the partner has answered
)

// Document is one document with where it came from and how far it has come.
type Document struct {
	ID             int64
	Kind           documents.Kind
	Direction      Direction
	Partner        partners.ID
	Transmission   int64    // 0 for one that no wire carried
	Message        int64    // 0 likewise
	Number         string   // as its maker calls it; may be empty
	Key            string   // Number as duplicates are found by: see gateway
	Orders         []string // numbers of the orders concerned, as the buyer calls them
	Body           JSON     // the document of package documents, as translated
	ProfileVersion int
	Test           bool
	State          DocumentState
	Then           DocumentState // with DocumentAccepted: the state after posting; held if other parts of it are held
	Original       int64         // with DocumentDuplicate
	Reference      string        // what the ERP knows it by
	Plan           JSON          // with DocumentAccepted: what is to be written to the ERP, of package documents
	At             time.Time
	Due            time.Time // when the gateway has to look at it next; zero: it does not
	Attempts       int
}

// DocumentFilter selects documents; zero fields select all.
type DocumentFilter struct {
	Kind      documents.Kind
	Direction Direction
	Partner   partners.ID
	States    []DocumentState
	Order     string // concerns this order
	Key       string
	Text      string // Number or an order contains it, in any case
	DueBy     time.Time
	OldFirst  bool
	Page
}

// Result is one judgement of a document. A document has one for each time it was
// judged; the newest counts.
type Result struct {
	ID       int64
	Document int64
	Version  int // 1, 2, ... per document; given by the store
	Verdict  string
	Body     JSON // the Result of the package that judged
	At       time.Time
}

// Posting is one write to the ERP: begun before the call, finished after it.
type Posting struct {
	ID        int64
	Document  int64
	Reference string
	Begun     time.Time
	Finished  time.Time // zero: begun, and the outcome is not known
	Written   JSON      // documents.Written, once finished
	Err       string    // what the ERP said, if it refused
}

// DocumentTx keeps documents, their judgements and their postings.
type DocumentTx interface {
	AddDocument(ctx context.Context, d *Document) (int64, error)
	Document(ctx context.Context, id int64) (*Document, error)
	Documents(ctx context.Context, f DocumentFilter) ([]*Document, error)
	// SetDocument writes State, Then, Original, Reference, Plan, Due and Attempts.
	SetDocument(ctx context.Context, d *Document) error
	// SetDocumentDue writes Due, if it still is what d has, and nothing else; ok says
	// whether it did. It is for the one who wakes and does not hold the document's
	// locks: what a worker writes meanwhile is not overwritten.
	SetDocumentDue(ctx context.Context, d *Document, due time.Time) (ok bool, err error)
	DocumentsOf(ctx context.Context, transmission int64) ([]*Document, error) // oldest first
	AddResult(ctx context.Context, r *Result) (int64, error)
	Results(ctx context.Context, document int64) ([]*Result, error) // oldest first
	AddPosting(ctx context.Context, p *Posting) (int64, error)
	FinishPosting(ctx context.Context, p *Posting) error              // writes Finished, Written, Err
	Postings(ctx context.Context, document int64) ([]*Posting, error) // oldest first
}
