package sqlstore

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/wharf-edi/wharf/store"
)

const (
	addDocument = `INSERT INTO documents
(kind, direction, partner, transmission, message, number, dedup, body, profile_version, test, state, then_state, original, reference, plan, at, due, attempts, words)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19) RETURNING id`
	addDocumentOrder = `INSERT INTO document_orders (document, seq, partner, number) VALUES ($1, $2, $3, $4)`
	documentColumns  = `SELECT id, kind, direction, partner, transmission, message, number, dedup, body, profile_version, test, state, then_state, original,
reference, plan, at, due, attempts FROM documents`
	setDocument = `UPDATE documents SET state = $1, then_state = $2, original = $3, reference = $4, plan = $5, due = $6, attempts = $7
WHERE id = $8 AND ($9 = '' OR partner = $9)`
	ordersOf = `SELECT document, number FROM document_orders WHERE document IN (%s) ORDER BY document, seq`

	addResult = `INSERT INTO results (document, partner, version, verdict, body, at)
SELECT d.id, d.partner, (SELECT COUNT(*) + 1 FROM results r WHERE r.document = d.id), $1, $2, $3 FROM documents d
WHERE d.id = $4 AND ($5 = '' OR d.partner = $5) RETURNING id`
	resultColumns = `SELECT id, document, version, verdict, body, at FROM results`

	addPosting = `INSERT INTO postings (document, partner, reference, begun, finished, written, err)
SELECT d.id, d.partner, $1, $2, $3, $4, $5 FROM documents d WHERE d.id = $6 AND ($7 = '' OR d.partner = $7) RETURNING id`
	finishPosting  = `UPDATE postings SET finished = $1, written = $2, err = $3 WHERE id = $4 AND ($5 = '' OR partner = $5)`
	postingColumns = `SELECT id, document, reference, begun, finished, written, err FROM postings`
)

// AddDocument keeps a document.
func (t *Tx) AddDocument(ctx context.Context, d *store.Document) (int64, error) {
	if err := t.mine(string(d.Partner)); err != nil {
		return 0, err
	}
	id, err := t.insert(ctx, "document "+d.Number, addDocument, string(d.Kind), string(d.Direction), string(d.Partner), d.Transmission, d.Message,
		d.Number, d.Key, string(d.Body), d.ProfileVersion, bit(d.Test), string(d.State), string(d.Then), d.Original, d.Reference, text(d.Plan),
		micros(d.At), micros(d.Due), d.Attempts, words(d))
	if err != nil {
		return 0, err
	}
	d.ID = id
	for n, o := range d.Orders {
		if err := t.change(ctx, "order of a document", addDocumentOrder, id, n, string(d.Partner), o); err != nil {
			return 0, err
		}
	}
	return id, nil
}

func scanDocument(r Rows) (*store.Document, error) {
	var d store.Document
	var body string
	var plan *string
	var test, at int64
	var due *int64
	err := r.Scan(&d.ID, &d.Kind, &d.Direction, &d.Partner, &d.Transmission, &d.Message, &d.Number, &d.Key, &body, &d.ProfileVersion, &test, &d.State,
		&d.Then, &d.Original, &d.Reference, &plan, &at, &due, &d.Attempts)
	d.Body, d.Plan, d.Test, d.At, d.Due = store.JSON(body), fromText(plan), test == 1, fromMicros(&at), fromMicros(due)
	return &d, err
}

// Document answers one.
func (t *Tx) Document(ctx context.Context, id int64) (*store.Document, error) {
	w := t.where()
	w.add("id = ?", id)
	d, err := one(ctx, t, fmt.Sprintf("document %d", id), scanDocument, documentColumns+w.String(), w.args...)
	if err != nil {
		return nil, err
	}
	return d, t.fillOrders(ctx, []*store.Document{d})
}

// Documents answers a list.
func (t *Tx) Documents(ctx context.Context, f store.DocumentFilter) ([]*store.Document, error) {
	w := t.where()
	w.addIf(f.Kind != "", "kind = ?", string(f.Kind))
	w.addIf(f.Direction != "", "direction = ?", string(f.Direction))
	w.addIf(f.Partner != "", "partner = ?", string(f.Partner))
	w.addIf(f.Order != "", "id IN (SELECT document FROM document_orders WHERE number = ?)", f.Order)
	w.addIf(f.Key != "", "dedup = ?", f.Key)
	w.addIf(!f.DueBy.IsZero(), "due <= ?", micros(f.DueBy))
	addIn(w, "state", f.States)
	if f.Text != "" {
		like := "%" + likeEscaper.Replace(strings.ToLower(f.Text)) + "%"
		w.add(`words LIKE ? ESCAPE '\'`, like)
	}
	tail := w.page(f.Page, f.OldFirst)
	ds, err := list(ctx, t, scanDocument, documentColumns+w.String()+tail, w.args...)
	if err != nil {
		return nil, fmt.Errorf("documents: %w", err)
	}
	return ds, t.fillOrders(ctx, ds)
}

// words are what a document is searched by. Lower case is made here, because
// SQLite's own knows ASCII only.
func words(d *store.Document) string {
	return strings.ToLower(d.Number + "\n" + strings.Join(d.Orders, "\n"))
}

var likeEscaper = strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`)

// DocumentsOf answers those of a transmission.
func (t *Tx) DocumentsOf(ctx context.Context, transmission int64) ([]*store.Document, error) {
	w := t.where()
	w.add("transmission = ?", transmission)
	ds, err := list(ctx, t, scanDocument, documentColumns+w.String()+" ORDER BY id", w.args...)
	if err != nil {
		return nil, fmt.Errorf("documents: %w", err)
	}
	return ds, t.fillOrders(ctx, ds)
}

// fillOrders reads the orders of documents, a bounded number at a time.
func (t *Tx) fillOrders(ctx context.Context, ds []*store.Document) error {
	const most = 500
	for len(ds) > 0 {
		part := ds[:min(most, len(ds))]
		ds = ds[len(part):]
		byID := map[int64]*store.Document{}
		marks, args := make([]string, len(part)), make([]any, len(part))
		for i, d := range part {
			byID[d.ID], marks[i], args[i] = d, fmt.Sprintf("$%d", i+1), d.ID
		}
		type pair struct {
			document int64
			number   string
		}
		pairs, err := list(ctx, t, func(r Rows) (*pair, error) {
			var p pair
			return &p, r.Scan(&p.document, &p.number)
		}, fmt.Sprintf(ordersOf, strings.Join(marks, ", ")), args...)
		if err != nil {
			return fmt.Errorf("orders of documents: %w", err)
		}
		for _, p := range pairs {
			byID[p.document].Orders = append(byID[p.document].Orders, p.number)
		}
	}
	return nil
}

// SetDocument writes what may change of a document.
func (t *Tx) SetDocument(ctx context.Context, d *store.Document) error {
	return t.change(ctx, fmt.Sprintf("document %d", d.ID), setDocument, string(d.State), string(d.Then), d.Original, d.Reference, text(d.Plan),
		micros(d.Due), d.Attempts, d.ID, t.scoped())
}

const setDocumentDue = `UPDATE documents SET due = $1 WHERE id = $2 AND due IS NOT DISTINCT FROM $3 AND ($4 = '' OR partner = $4)`

// SetDocumentDue writes Due if nobody else has.
func (t *Tx) SetDocumentDue(ctx context.Context, d *store.Document, due time.Time) (bool, error) {
	n, err := t.exec(ctx, setDocumentDue, micros(due), d.ID, micros(d.Due), t.scoped())
	if err != nil {
		return false, fmt.Errorf("document %d: %w", d.ID, err)
	}
	return n == 1, nil
}

// AddResult keeps a judgement under the document's next version.
func (t *Tx) AddResult(ctx context.Context, r *store.Result) (int64, error) {
	if err := t.conn.Serialize(ctx, fmt.Sprintf("results:%d", r.Document)); err != nil {
		return 0, err
	}
	return t.insert(ctx, fmt.Sprintf("document %d, judgement", r.Document), addResult, r.Verdict, string(r.Body), micros(r.At), r.Document, t.scoped())
}

// Results answers the judgements of a document.
func (t *Tx) Results(ctx context.Context, document int64) ([]*store.Result, error) {
	w := t.where()
	w.add("document = ?", document)
	return list(ctx, t, func(rows Rows) (*store.Result, error) {
		var r store.Result
		var body string
		var at int64
		err := rows.Scan(&r.ID, &r.Document, &r.Version, &r.Verdict, &body, &at)
		r.Body, r.At = store.JSON(body), fromMicros(&at)
		return &r, err
	}, resultColumns+w.String()+" ORDER BY id", w.args...)
}

// AddPosting notes that a write to the ERP begins.
func (t *Tx) AddPosting(ctx context.Context, p *store.Posting) (int64, error) {
	return t.insert(ctx, fmt.Sprintf("document %d, posting", p.Document), addPosting, p.Reference, micros(p.Begun), micros(p.Finished), text(p.Written),
		p.Err, p.Document, t.scoped())
}

// FinishPosting notes how a write to the ERP ended.
func (t *Tx) FinishPosting(ctx context.Context, p *store.Posting) error {
	return t.change(ctx, fmt.Sprintf("posting %d", p.ID), finishPosting, micros(p.Finished), text(p.Written), p.Err, p.ID, t.scoped())
}

// Postings answers the writes of a document to the ERP.
func (t *Tx) Postings(ctx context.Context, document int64) ([]*store.Posting, error) {
	w := t.where()
	w.add("document = ?", document)
	return list(ctx, t, func(rows Rows) (*store.Posting, error) {
		var p store.Posting
		var begun int64
		var finished *int64
		var written *string
		err := rows.Scan(&p.ID, &p.Document, &p.Reference, &begun, &finished, &written, &p.Err)
		p.Begun, p.Finished, p.Written = fromMicros(&begun), fromMicros(finished), fromText(written)
		return &p, err
	}, postingColumns+w.String()+" ORDER BY id", w.args...)
}
