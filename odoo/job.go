package odoo

import (
	"context"
	"errors"
	"fmt"
	"html"
	"slices"
	"strings"

	"github.com/wharf-edi/wharf/documents"
)

// writer is a Client that remembers whether it has written.
type writer struct {
	*Client
	wrote bool
}

func (w *writer) Execute(ctx context.Context, model, method string, args []any, kwargs map[string]any) (any, error) {
	w.wrote = true
	return w.Client.Execute(ctx, model, method, args, kwargs)
}

func (w *writer) write(ctx context.Context, model string, ids []int64, values map[string]any) error {
	w.wrote = true
	return w.Client.write(ctx, model, ids, values)
}

// judged marks the error of a call behind a write: what was written stands there,
// although this call may have been a reading one.
func (w *writer) judged(err error) error {
	e, ok := errors.AsType[*Error](err)
	if !ok || !w.wrote || e.No {
		return err
	}
	marked := *e
	marked.Maybe = true
	return &marked
}

// job is one write to one order: what was read of it, and what was written.
type job struct {
	writer
	order   row
	lines   map[int64]row
	moves   []row // those of lines that are still to arrive
	written documents.Written
}

// openJob reads the order. A cancelled one takes no more writes.
func (c *Client) openJob(ctx context.Context, orderKey string) (*job, error) {
	id, err := parseKey(orderKey)
	if err != nil {
		return nil, err
	}
	fields := []string{"name", "state", "partner_ref"}
	field, err := c.named(ctx, accepted)
	if err != nil {
		return nil, err
	}
	if field != "" {
		fields = append(fields, field)
	}
	found, err := c.search(ctx, "purchase.order", []any{where("id", "=", id), where("state", "in", states)}, fields, "")
	if err != nil {
		return nil, err
	}
	if len(found) == 0 {
		return nil, fmt.Errorf("%w: key %s", documents.ErrNoOrder, orderKey)
	}
	if found[0].str("state") == "cancel" {
		return nil, refuse("purchase.order.read", "order %s is cancelled", found[0].str("name"))
	}
	return &job{writer: writer{Client: c}, order: found[0]}, nil
}

// readLines reads the lines and their open moves. A line of another order is
// refused.
func (j *job) readLines(ctx context.Context, ids []int64) error {
	j.lines = map[int64]row{}
	if len(ids) == 0 {
		return nil
	}
	found, err := j.search(ctx, "purchase.order.line", []any{where("order_id", "=", j.order.key()), where("id", "in", unique(ids))},
		[]string{"name", "date_planned"}, "")
	if err != nil {
		return err
	}
	for _, l := range found {
		j.lines[l.key()] = l
	}
	for _, id := range ids {
		if _, ok := j.lines[id]; !ok {
			return refuse("purchase.order.line.read", "order %s has no line with the key %d", j.order.str("name"), id)
		}
	}
	j.moves, err = j.openMoves(ctx, unique(ids))
	return err
}

// moveTo sets the day on which the open rest of the lines is expected.
func (j *job) moveTo(ctx context.Context, lines []int64, day documents.Date) error {
	var changed []row
	for _, m := range j.moves {
		if slices.Contains(lines, m.ref("purchase_line_id")) && m.day("date", j.zone) != day {
			changed = append(changed, m)
		}
	}
	return j.writeDay(ctx, "stock.move", "date", changed, day, func(m row) documents.Record {
		r := j.receipt(m.ref("picking_id"), m.refName("picking_id"))
		j.record(r)
		// A receipt has several lines; what is changed names the one that it is about.
		if item, _, _ := strings.Cut(j.lines[m.ref("purchase_line_id")].str("name"), "\n"); item != "" {
			r.Name += ", " + item
		}
		return r
	})
}

// writeDay sets a datetime field of records to noon of a day at the warehouse,
// and reads it back.
func (j *job) writeDay(ctx context.Context, model, field string, changed []row, day documents.Date, record func(row) documents.Record) error {
	if len(changed) == 0 {
		return nil
	}
	ids := keysOf(changed)
	if err := j.write(ctx, model, ids, map[string]any{field: day.At(12, j.zone).UTC().Format(datetime)}); err != nil {
		return err
	}
	back, err := j.byID(ctx, model, ids, []string{field})
	if err != nil {
		return err
	}
	for _, r := range changed {
		after := back[r.key()].day(field, j.zone)
		if after != day {
			return kept(model+".write", field, after.String(), day.String())
		}
		j.change(documents.Change{
			Record: record(r), Field: model + "." + field,
			Before: r.day(field, j.zone).String(), Sent: day.String(), After: after.String(),
		})
	}
	return nil
}

// setOrder writes one field of the order, if it differs.
func (j *job) setOrder(ctx context.Context, field string, value any, before string) error {
	sent := fmt.Sprint(value)
	if sent == before {
		return nil
	}
	id := j.order.key()
	if err := j.write(ctx, "purchase.order", []int64{id}, map[string]any{field: value}); err != nil {
		return err
	}
	back, err := j.read(ctx, "purchase.order", []int64{id}, []string{field})
	if err != nil || len(back) == 0 {
		return err
	}
	after := fmt.Sprint(back[0][field])
	if after != sent {
		return kept("purchase.order.write", field, after, sent)
	}
	j.change(documents.Change{Record: j.orderRecord(), Field: field, Before: before, Sent: sent, After: after})
	return nil
}

func (j *job) orderRecord() documents.Record {
	id := j.order.key()
	return documents.Record{Kind: "order", Key: keyText(id), Name: j.order.str("name"), URL: j.page("purchase.order", id)}
}

func (j *job) change(ch documents.Change) {
	j.written.Changes = append(j.written.Changes, ch)
	j.record(ch.Record)
}

// record notes where something was written, once for each record.
func (j *job) record(r documents.Record) {
	same := func(k documents.Record) bool { return k.Kind == r.Kind && k.Key == r.Key }
	if !slices.ContainsFunc(j.written.Records, same) {
		j.written.Records = append(j.written.Records, r)
	}
}

// done leaves the note in the order's chatter, unless one with our reference
// stands there already, and answers what was written.
func (j *job) done(ctx context.Context, reference, note string) (*documents.Written, error) {
	j.record(j.orderRecord())
	if strings.TrimSpace(note) == "" {
		return &j.written, nil
	}
	id, err := j.findNote(ctx, reference)
	if err != nil {
		return nil, err
	}
	if id == 0 {
		if id, err = j.post(ctx, reference, note); err != nil {
			return nil, err
		}
		j.written.Changes = append(j.written.Changes, documents.Change{Record: j.note(id), Field: "message_post", Sent: note, After: note})
	}
	j.record(j.note(id))
	return &j.written, nil
}

func (j *job) note(id int64) documents.Record {
	return documents.Record{Kind: "note", Key: keyText(id), Name: j.order.str("name"), URL: j.page("purchase.order", j.order.key())}
}

// findNote answers 0 if no message of the order holds the reference.
func (j *job) findNote(ctx context.Context, reference string) (int64, error) {
	mark := signature(reference)
	found, err := j.search(ctx, "mail.message", []any{
		where("model", "=", "purchase.order"), where("res_id", "=", j.order.key()), where("body", "ilike", literal(mark)),
	}, []string{"body"}, "id")
	if err != nil {
		return 0, err
	}
	for _, m := range found {
		if strings.Contains(m.str("body"), mark) {
			return m.key(), nil
		}
	}
	return 0, nil
}

// signature is the reference with brackets, so that one is not found in a longer one.
func signature(reference string) string { return "[" + reference + "]" }

// post writes a note for colleagues: followers get no mail of it.
func (j *job) post(ctx context.Context, reference, note string) (int64, error) {
	text := strings.ReplaceAll(html.EscapeString(note), "\n", "<br/>")
	kwargs := map[string]any{"body": "<p>" + text + "<br/>" + signature(reference) + "</p>", "subtype_xmlid": "mail.mt_note"}
	major, err := j.Major(ctx)
	if err != nil {
		return 0, err
	}
	if major >= htmlNote || major == 0 {
		kwargs["body_is_html"] = true
	}
	v, err := j.Execute(ctx, "purchase.order", "message_post", []any{[]int64{j.order.key()}}, kwargs)
	if err != nil {
		return 0, err
	}
	switch id := v.(type) {
	case int64:
		return id, nil
	case []any:
		return row{"ids": id}.refs("ids")[0], nil
	}
	return j.findNote(ctx, reference)
}

// kept is the refusal when Odoo holds something else than it was told.
func kept(call, field, got, sent string) *Error {
	return refuse(call, "the ERP kept %s where %s was sent (%s)", orNothing(got), sent, field)
}

func orNothing(s string) string {
	if s == "" {
		return "nothing"
	}
	return s
}
