package x12map

import (
	"github.com/wharf-edi/wharf/documents"
	"github.com/wharf-edi/wharf/edi"
	"github.com/wharf-edi/wharf/translate"
)

// maxDepth limits the levels of an 856; real ones have five or six.
const maxDepth = 64

// level is one HL loop of an 856 with what was read in it.
type level struct {
	hl     *edi.Segment
	id     string
	kind   string // data element 735: S O T P Q I
	parent *level

	order string             // PRF01
	pack  *documents.Package // of T, P and Q
	line  *shipped           // of I
	packs []*level           // of those directly below, the packages
}

// shipped is the item of a level, before it is known what it is packed in.
type shipped struct {
	documents.ShippedLine
	order   string // named by the item itself
	counted bool   // SN1 was there
	lot     documents.Lot
	hasLot  bool
}

// ranks says how deep a level stands usually: a level without a parent is taken
// to belong to the nearest one before it with a smaller rank.
var ranks = map[string]int{"S": 1, "O": 2, "T": 3, "P": 4, "Q": 5, "I": 6}

// connect finds each level's parent by HL02. The levels may stand in any order.
// A parent that is missing or not there is a defect; one that is its own ancestor
// makes the notice unusable.
func connect(in *translate.Reading, levels []*level) {
	byID := map[string]*level{}
	for _, l := range levels {
		if byID[l.id] != nil {
			in.Defect(l.hl, 1, 0, edi.CodeBadValue, edi.Note, "two levels have this number")
			continue
		}
		byID[l.id] = l
	}
	nearest := map[int]int{} // rank to the index of the last level with it
	for i, l := range levels {
		wanted := l.hl.Element(2)
		l.parent = byID[wanted]
		if l.parent == nil && l.kind != "S" || l.parent == l {
			l.parent = guess(levels, nearest, l)
			reportGuess(in, l, wanted)
		}
		if l.parent != nil && l.pack != nil {
			l.parent.packs = append(l.parent.packs, l)
		}
		if rank := ranks[l.kind]; rank > 0 {
			nearest[rank] = i
		}
	}
	for _, l := range levels {
		if depth(l) > maxDepth {
			in.Defect(l.hl, 2, 0, edi.CodeBadValue, edi.Reject, "the levels are too deep or go round in a circle")
			return
		}
	}
}

func reportGuess(in *translate.Reading, l *level, wanted string) {
	switch {
	case wanted != "":
		in.Defect(l.hl, 2, 0, edi.CodeBadValue, edi.Note, "there is no such level; the nearest that can hold this one was taken")
	case l.parent != nil:
		in.Defect(l.hl, 2, 0, edi.CodeMandatoryMissing, edi.Note, "the parent is missing; the nearest level that can hold this one was taken")
	}
}

// guess is the nearest level before l that usually holds one of its kind.
func guess(levels []*level, nearest map[int]int, l *level) *level {
	at := -1
	for rank, i := range nearest {
		if rank < ranks[l.kind] {
			at = max(at, i)
		}
	}
	if at < 0 {
		return nil
	}
	return levels[at]
}

// depth counts the levels above l, up to just beyond maxDepth.
func depth(l *level) int {
	n := 0
	for ; l != nil && n <= maxDepth; l = l.parent {
		n++
	}
	return n
}

// above calls see for l's ancestors from the nearest on, until it answers false.
func (l *level) above(see func(*level) bool) {
	n := 0
	for p := l.parent; p != nil && n <= maxDepth && see(p); p = p.parent {
		n++
	}
}

// orderOf is the order that an item or a pack belongs to.
func (l *level) orderOf() string {
	number := l.order
	l.above(func(p *level) bool {
		if number == "" {
			number = p.order
		}
		return number == ""
	})
	return number
}

// packOf is the innermost package above l.
func (l *level) packOf() string {
	var id string
	l.above(func(p *level) bool {
		if p.pack != nil {
			id = p.pack.ID
		}
		return id == ""
	})
	return id
}
