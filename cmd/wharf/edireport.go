package main

import (
	"encoding/json"
	"fmt"
	"io"
	"net/url"
	"path/filepath"

	"github.com/wharf-edi/wharf/edi"
)

// jsonReport is an array with an object for each defect.
type jsonReport struct {
	w    io.Writer
	file string
	some bool
}

// jsonDefect is one defect.
type jsonDefect struct {
	File        string   `json:"file"`
	Severity    string   `json:"severity"`
	Code        edi.Code `json:"code"`
	Text        string   `json:"text"`
	Value       string   `json:"value"`
	Place       string   `json:"place"`
	Offset      int64    `json:"offset"`
	End         int64    `json:"end"`
	Interchange string   `json:"interchange"`
	Message     string   `json:"message"`
	Segment     int      `json:"segment"`
	Tag         string   `json:"tag"`
	Element     int      `json:"element"`
	Component   int      `json:"component"`
	Repetition  int      `json:"repetition"`
	ElementID   string   `json:"elementId"`
}

func (j *jsonReport) begin() { fmt.Fprint(j.w, "[") }

func (j *jsonReport) defect(i *edi.Interchange, d *edi.Defect) {
	if j.some {
		fmt.Fprint(j.w, ",")
	}
	j.some = true
	fmt.Fprint(j.w, "\n  ")
	writeJSON(j.w, jsonDefect{
		File: j.file, Severity: severities[d.Severity], Code: d.Code, Text: d.Text, Value: d.Value, Place: d.Pos.String(),
		Offset: d.Pos.Offset, End: d.Pos.End, Interchange: i.Control, Message: d.Pos.Message, Segment: d.Pos.Segment, Tag: d.Pos.Tag,
		Element: d.Pos.Element, Component: d.Pos.Component, Repetition: d.Pos.Repetition, ElementID: d.Pos.ID,
	})
}

func (j *jsonReport) end(*verdict) {
	if j.some {
		fmt.Fprintln(j.w)
	}
	fmt.Fprintln(j.w, "]")
}

// writeJSON writes v in one line, without its end. What is written is a struct of
// ours, which can always be encoded; what w answers is seen when it is flushed.
func writeJSON(w io.Writer, v any) {
	b, _ := json.Marshal(v)
	_, _ = w.Write(b)
}

// sarifReport is SARIF 2.1.0, as build servers and editors read it. Our codes are its
// rules. It is written as it comes, so that it need not be held.
type sarifReport struct {
	w     io.Writer
	file  string
	some  bool
	rules map[edi.Code]int
}

type (
	sarifText struct {
		Text string `json:"text"`
	}
	sarifRule struct {
		ID               edi.Code  `json:"id"`
		ShortDescription sarifText `json:"shortDescription"`
	}
	sarifResult struct {
		RuleID    edi.Code        `json:"ruleId"`
		RuleIndex int             `json:"ruleIndex"`
		Level     string          `json:"level"`
		Message   sarifText       `json:"message"`
		Locations []sarifLocation `json:"locations"`
	}
	sarifLocation struct {
		Physical sarifPhysical  `json:"physicalLocation"`
		Logical  []sarifLogical `json:"logicalLocations"`
	}
	sarifPhysical struct {
		Artifact sarifArtifact `json:"artifactLocation"`
		Region   sarifRegion   `json:"region"`
	}
	sarifArtifact struct {
		URI string `json:"uri"`
	}
	sarifRegion struct {
		ByteOffset int64 `json:"byteOffset"`
		ByteLength int64 `json:"byteLength"`
	}
	sarifLogical struct {
		Name string `json:"fullyQualifiedName"`
		Kind string `json:"kind"`
	}
)

// sarifLevels are SARIF's words for how bad it is.
var sarifLevels = map[edi.Severity]string{edi.Warn: "note", edi.Note: "warning", edi.Reject: "error"}

func (s *sarifReport) begin() {
	fmt.Fprint(s.w, `{"$schema": "https://json.schemastore.org/sarif-2.1.0.json", "version": "2.1.0", "runs": [{
 "tool": {"driver": {"name": "wharf", "version": "`+release+`", "rules": [`)
	s.rules = map[edi.Code]int{}
	for n, c := range edi.Codes() {
		s.rules[c] = n
		if n > 0 {
			fmt.Fprint(s.w, ",")
		}
		fmt.Fprint(s.w, "\n  ")
		writeJSON(s.w, sarifRule{c, sarifText{c.Text()}})
	}
	fmt.Fprint(s.w, "]}},\n \"results\": [")
}

func (s *sarifReport) defect(_ *edi.Interchange, d *edi.Defect) {
	if s.some {
		fmt.Fprint(s.w, ",")
	}
	s.some = true
	fmt.Fprint(s.w, "\n  ")
	kind := "element"
	if d.Pos.Element == 0 {
		kind = "object"
	}
	uri := url.URL{Path: filepath.ToSlash(s.file)}
	writeJSON(s.w, sarifResult{
		RuleID: d.Code, RuleIndex: s.rules[d.Code], Level: sarifLevels[d.Severity], Message: sarifText{d.String()},
		Locations: []sarifLocation{{
			Physical: sarifPhysical{sarifArtifact{uri.String()}, sarifRegion{d.Pos.Offset, d.Pos.End - d.Pos.Offset}},
			Logical:  []sarifLogical{{d.Pos.String(), kind}},
		}},
	})
}

func (s *sarifReport) end(*verdict) { fmt.Fprintln(s.w, "]\n}]}") }
