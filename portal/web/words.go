package web

import (
	"context"
	"slices"

	"github.com/wharf-edi/wharf/documents"
	"github.com/wharf-edi/wharf/rules"
	"github.com/wharf-edi/wharf/store"
)

// Tone is how a word is meant. It has a sign of its own beside its colour.
type Tone string

// The tones.
const (
	Good  Tone = "good"  // done
	Going Tone = "going" // on its way, by itself
	Wait  Tone = "wait"  // stands still for something that will come
	Warn  Tone = "warn"  // a person is needed
	Bad   Tone = "bad"   // refused or broken
	Plain Tone = "plain"
)

func (t Tone) sign() string {
	return map[Tone]string{Good: "✓", Going: "→", Wait: "◷", Warn: "!", Bad: "✕"}[t]
}

// A Label is a word with its tone.
type Label struct {
	Tone Tone
	Text string
}

// DocumentState is how far a document has come, in a word.
func DocumentState(ctx context.Context, s store.DocumentState) Label {
	switch s {
	case store.DocumentReceived:
		return Label{Going, "Received"}
	case store.DocumentAccepted:
		return Label{Going, "Accepted"}
	case store.DocumentPosted:
		return Label{Good, "In " + ERP(ctx)}
	case store.DocumentWaiting:
		return Label{Wait, "Waiting"}
	case store.DocumentHeld:
		return Label{Warn, "Held"}
	case store.DocumentRefused:
		return Label{Bad, "Refused"}
	case store.DocumentDuplicate:
		return Label{Plain, "Duplicate"}
	case store.DocumentSent:
		return Label{Going, "Sent"}
	case store.DocumentAnswered:
		return Label{Good, "Answered"}
	}
	return Label{Plain, string(s)}
}

// TransmissionState is what became of a transmission, in a word.
func TransmissionState(s store.TransmissionState) Label {
	switch s {
	case store.TransmissionReceived:
		return Label{Going, "Received"}
	case store.TransmissionRead:
		return Label{Good, "Read"}
	case store.TransmissionRejected:
		return Label{Bad, "Unreadable"}
	case store.TransmissionRepeat:
		return Label{Plain, "Repeat"}
	case store.TransmissionReady:
		return Label{Wait, "Ready for pick-up"}
	case store.TransmissionFetched, store.TransmissionRemoved:
		return Label{Good, "Picked up"}
	}
	return Label{Plain, string(s)}
}

// MessageState is what became of a message's form, in words. Nobody acknowledges
// an acknowledgment: one that went out is sent, and that is all.
func MessageState(m *store.Message) Label {
	switch m.State {
	case store.MessageAccepted:
		if m.Direction == store.Outbound {
			return Label{Good, "Sent"}
		}
		return Label{Good, "Readable"}
	case store.MessageRejected:
		return Label{Bad, "Not readable"}
	case store.MessageSent:
		return Label{Wait, "Not acknowledged yet"}
	case store.MessageAcknowledged:
		return Label{Good, "Acknowledged"}
	case store.MessageRefused:
		return Label{Bad, "Refused by partner"}
	}
	return Label{Plain, string(m.State)}
}

// Verdict is a judgement in a word.
func Verdict(v string) Label {
	switch v {
	case rules.Accept.String():
		return Label{Good, "Accepted"}
	case rules.Wait.String():
		return Label{Wait, "Waiting"}
	case rules.Hold.String():
		return Label{Warn, "Held"}
	case rules.Refuse.String():
		return Label{Bad, "Refused"}
	}
	return Label{Plain, v}
}

// Severity of a defect, in a word.
func Severity(s string) Label {
	switch s {
	case "reject":
		return Label{Bad, "Rejects"}
	case "warn":
		return Label{Warn, "Warning"}
	}
	return Label{Plain, "Note"}
}

// Kinds are the kinds of documents in the order of business.
var Kinds = [...]documents.Kind{documents.KindOrder, documents.KindOrderResponse, documents.KindShipNotice, documents.KindInvoice}

// Kind is a kind of document as people call it.
func Kind(k documents.Kind) string {
	switch k {
	case documents.KindOrder:
		return "Purchase order"
	case documents.KindOrderResponse:
		return "Order response"
	case documents.KindShipNotice:
		return "Shipping notice"
	case documents.KindInvoice:
		return "Invoice"
	}
	return string(k)
}

// Owners are the roles that can own work, in the order of the day.
var Owners = [...]rules.Role{rules.RolePlanner, rules.RoleBuyer, rules.RoleReceiver, rules.RoleAP, rules.RoleSteward, rules.RoleEDIAdmin, rules.RoleSupplier}

// Role is a role as people call it.
func Role(r rules.Role) string {
	switch r {
	case rules.RoleBuyer:
		return "Buyer"
	case rules.RolePlanner:
		return "Planner"
	case rules.RoleReceiver:
		return "Receiver"
	case rules.RoleAP:
		return "Accounts payable"
	case rules.RoleSteward:
		return "Data steward"
	case rules.RoleEDIAdmin:
		return "EDI admin"
	case rules.RoleAuditor:
		return "Auditor"
	case rules.RoleSupplier:
		return "Supplier"
	}
	return string(r)
}

// About describes a finding. A code of a later release, kept in the store, is
// shown as it is: a page must not fail because of it.
func About(c rules.Code) rules.About {
	if !slices.Contains(rules.Codes(), c) {
		return rules.About{Owner: rules.RoleEDIAdmin, Verdict: rules.Hold, Title: string(c)}
	}
	return c.Describe()
}

// units are the codes of Recommendation 20 that suppliers use most.
var units = map[documents.Unit]string{
	"C62": "pcs", "EA": "pcs", "H87": "pcs", "PCE": "pcs", "KGM": "kg", "GRM": "g", "TNE": "t", "LBR": "lb", "ONZ": "oz",
	"MTR": "m", "CMT": "cm", "MMT": "mm", "FOT": "ft", "INH": "in", "MTK": "m²", "MTQ": "m³", "LTR": "l", "MLT": "ml", "GLL": "gal",
	"HUR": "h", "DAY": "days", "DZN": "dozen", "PR": "pairs", "SET": "sets", "BX": "boxes", "XBX": "boxes", "CT": "cartons", "XCT": "cartons",
	"PA": "packs", "XPK": "packs", "XPX": "pallets", "RO": "rolls", "XRO": "rolls",
}

// Unit is a unit as people write it; an unknown code stays as it is.
func Unit(u documents.Unit) string {
	if s, ok := units[u]; ok {
		return s
	}
	return string(u)
}
