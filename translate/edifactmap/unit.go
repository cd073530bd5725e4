package edifactmap

import "github.com/wharf-edi/wharf/documents"

// usualUnits is data element 6411 where it is not Recommendation 20 as it stands
// now, or where several codes mean pieces.
var usualUnits = map[string]documents.Unit{
	"PCE": "C62", "PC": "C62", "EA": "C62", "H87": "C62", "UN": "C62", "STK": "C62",
	"DZ": "DZN", "KG": "KGM", "G": "GRM",
}

// writtenUnits is the code that is written for a unit of ours.
var writtenUnits = map[documents.Unit]string{"C62": "PCE"}
