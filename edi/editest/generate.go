// Package editest makes interchanges for tests and benchmarks: orders like those
// that manufacturers send, as many as are asked for, the same for the same
// arguments. It is imported by tests only.
package editest

import (
	"fmt"
	"io"
	"math/rand/v2"
	"strings"
)

// Faults says which messages are spoilt: every n-th, 0 for none. A spoilt message
// has a segment that is too much, a code that is none and a count that is wrong.
type Faults int

// spoilt says that message n is.
func (f Faults) spoilt(n int) bool { return f > 0 && n%int(f) == int(f)-1 }

// WriteX12 writes one interchange of at least size bytes with 850s in 004010, and
// answers how many.
func WriteX12(w io.Writer, size int64, f Faults) (messages int, err error) {
	c := &counter{w: w}
	rnd := rand.New(rand.NewPCG(850, 4010))
	c.write("ISA*00*          *00*          *01*123456789      *ZZ*SUPPLIER       *260822*0910*U*00401*000000007*0*P*>~" +
		"GS*PO*123456789*SUPPLIER*20260822*0910*7*X*004010~")
	for c.n < size && c.err == nil {
		messages++
		c.write(X12Order(rnd, messages, 8, f.spoilt(messages-1)))
	}
	c.write(fmt.Sprintf("GE*%d*7~IEA*1*000000007~", messages))
	return messages, c.err
}

// X12Order is one 850 with lines order lines, ST to SE.
func X12Order(rnd *rand.Rand, number, lines int, spoilt bool) string {
	b := &builder{separator: "*", end: "~"}
	b.put("ST", "850", fmt.Sprintf("%09d", number))
	b.put("BEG", "00", "SA", fmt.Sprintf("45%08d", number), "", "20260822")
	b.put("CUR", "BY", "USD")
	b.put("REF", "DP", fmt.Sprintf("%03d", rnd.IntN(999)))
	b.put("REF", "IA", fmt.Sprintf("V%06d", rnd.IntN(999999)))
	b.put("PER", "BD", "PURCHASING DESK 4", "TE", "5551234567", "EM", "orders@example.com")
	b.put("ITD", "01", "3", "2", "", "10", "", "30")
	b.put("DTM", "002", fmt.Sprintf("202609%02d", 1+rnd.IntN(28)))
	b.put("TD5", "B", "2", "UPSN", "M", "GROUND")
	b.put("N1", "BY", "MIDWEST PUMP WORKS INC", "92", "1000")
	b.put("N1", "ST", "MIDWEST PUMP WORKS PLANT 2", "92", "1002")
	b.put("N3", "4400 INDUSTRIAL PARKWAY", "DOCK 7")
	b.put("N4", "DAYTON", "OH", "45404", "US")
	for n := range lines {
		b.x12Line(rnd, n)
	}
	if spoilt {
		b.put("CUR", "BY", "USD")
		b.put("PO1", "99", "1", "QQ", "1.2.3", "PE", "BP", "1")
	}
	b.put("CTT", fmt.Sprint(lines))
	return b.trailer("SE", fmt.Sprintf("%09d", number), spoilt)
}

// WriteX12Message writes one interchange with one 850 of at least size bytes, and
// answers how many lines it has.
func WriteX12Message(w io.Writer, size int64) (lines int, err error) {
	c := &counter{w: w}
	rnd := rand.New(rand.NewPCG(850, 1))
	c.write("ISA*00*          *00*          *01*123456789      *ZZ*SUPPLIER       *260822*0910*U*00401*000000007*0*P*>~" +
		"GS*PO*123456789*SUPPLIER*20260822*0910*7*X*004010~ST*850*0001~BEG*00*SA*4500000001**20260822~")
	count := 2
	for c.n < size && c.err == nil {
		b := &builder{separator: "*", end: "~"}
		b.x12Line(rnd, lines%90000)
		lines, count = lines+1, count+b.count
		c.write(b.String())
	}
	c.write(fmt.Sprintf("CTT*%d~SE*%d*0001~GE*1*7~IEA*1*000000007~", lines, count+2))
	return lines, c.err
}

// x12Line writes order line n of an 850.
func (b *builder) x12Line(rnd *rand.Rand, n int) {
	b.put("PO1", fmt.Sprint(n+1), fmt.Sprint(1+rnd.IntN(500)), "EA", fmt.Sprintf("%d.%02d", rnd.IntN(200), rnd.IntN(100)), "PE",
		"BP", fmt.Sprintf("%08d", rnd.IntN(1e8)), "VP", fmt.Sprintf("VN-%05d", rnd.IntN(1e5)))
	b.put("PID", "F", "", "", "", words[rnd.IntN(len(words))])
	if n%4 == 0 {
		b.put("MEA", "PD", "LN", fmt.Sprint(10+rnd.IntN(90)), "IN")
	}
	b.put("SCH", fmt.Sprint(1+rnd.IntN(500)), "EA", "", "", "002", fmt.Sprintf("202609%02d", 1+rnd.IntN(28)))
}

// WriteEDIFACT writes one interchange of at least size bytes with ORDERS in D.96A,
// and answers how many. Each message releases characters.
func WriteEDIFACT(w io.Writer, size int64, f Faults) (messages int, err error) {
	c := &counter{w: w}
	rnd := rand.New(rand.NewPCG(96, 1))
	c.write("UNA:+.? 'UNB+UNOC:3+4012345000009:14+4098765000000:14+260822:0910+7'")
	for c.n < size && c.err == nil {
		messages++
		c.write(EDIFACTOrder(rnd, messages, 8, f.spoilt(messages-1)))
	}
	c.write(fmt.Sprintf("UNZ+%d+7'", messages))
	return messages, c.err
}

// EDIFACTOrder is one ORDERS with lines order lines, UNH to UNT.
func EDIFACTOrder(rnd *rand.Rand, number, lines int, spoilt bool) string {
	b := &builder{separator: "+", end: "'"}
	b.put("UNH", fmt.Sprint(number), "ORDERS:D:96A:UN:EAN008")
	b.put("BGM", "220", fmt.Sprintf("45%08d", number), "9")
	b.put("DTM", "137:20260822:102")
	b.put("DTM", fmt.Sprintf("2:202609%02d:102", 1+rnd.IntN(28)))
	b.put("FTX", "AAI", "", "", "DELIVER TO DOCK 7?: RING ?+49 711 5551234 BEFORE 10?:00")
	b.put("RFF", fmt.Sprintf("CT:K%06d", rnd.IntN(999999)))
	b.put("NAD", "BY", "4012345000009::9", "", "PUMPENWERK SUED GMBH", "INDUSTRIESTRASSE 44", "STUTTGART", "", "70173", "DE")
	b.put("CTA", "OC", ":EINKAUF 4")
	b.put("COM", "einkauf@example.com:EM")
	b.put("NAD", "SU", "4098765000000::9")
	b.put("NAD", "DP", "4012345000016::9")
	b.put("CUX", "2:EUR:9")
	b.put("PAT", "1", "", "5:3:D:30")
	for n := range lines {
		b.put("LIN", fmt.Sprint(n+1), "", fmt.Sprintf("40123450%05d:EN", rnd.IntN(1e5)))
		b.put("PIA", "1", fmt.Sprintf("%08d:BP", rnd.IntN(1e8)), fmt.Sprintf("VN-%05d:SA", rnd.IntN(1e5)))
		b.put("IMD", "F", "", ":::"+strings.ReplaceAll(words[rnd.IntN(len(words))], "'", "?'"))
		b.put("QTY", fmt.Sprintf("21:%d:PCE", 1+rnd.IntN(500)))
		b.put("DTM", fmt.Sprintf("2:202609%02d:102", 1+rnd.IntN(28)))
		b.put("MOA", fmt.Sprintf("203:%d.%02d", rnd.IntN(20000), rnd.IntN(100)))
		b.put("PRI", fmt.Sprintf("AAA:%d.%02d", rnd.IntN(200), rnd.IntN(100)))
	}
	b.put("UNS", "S")
	if spoilt {
		b.put("BGM", "220", "2", "9")
		b.put("MOA", "ZZZZ:1,2,3")
	}
	b.put("CNT", fmt.Sprintf("2:%d", lines))
	return b.trailer("UNT", fmt.Sprint(number), spoilt)
}

var words = []string{
	"HEX BOLT M8X40 ZINC PLATED", "GASKET 2 IN RUBBER EPDM", "SHAFT, STAINLESS, 25 MM", "SEAL KIT TYPE 4", "IMPELLER BRONZE 180",
	"BEARING 6204 2RS", "FLANGE DN50 PN16", "O-RING 40X3 NBR", "MOTOR 2.2KW 400V", "COUPLING GUARD, LEFT",
}

// builder puts segments together and counts them.
type builder struct {
	strings.Builder
	separator, end string
	count          int
}

func (b *builder) put(tag string, elements ...string) {
	b.count++
	b.WriteString(tag)
	for _, e := range elements {
		b.WriteString(b.separator)
		b.WriteString(e)
	}
	b.WriteString(b.end)
}

func (b *builder) trailer(tag, control string, spoilt bool) string {
	n := b.count + 1
	if spoilt {
		n += 3
	}
	b.put(tag, fmt.Sprint(n), control)
	return b.String()
}

// counter counts what it writes and keeps the first error.
type counter struct {
	w   io.Writer
	n   int64
	err error
}

func (c *counter) write(s string) {
	if c.err != nil {
		return
	}
	var n int
	n, c.err = io.WriteString(c.w, s)
	c.n += int64(n)
}
