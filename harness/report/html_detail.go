package report

import (
	"fmt"
	"io/fs"
	"maps"
	"math"
	"net/url"
	"path/filepath"
	"slices"
	"strings"

	"github.com/exeunt/exeunt/harness/compare"
	"github.com/exeunt/exeunt/internal/page"
)

// A detailer packs tests' details while there is room for them.
type detailer struct {
	run             *Run
	dir             string // where the page will stand
	rows            [][]pageRow
	steps           [][]compare.StepFrame // of the tests' first divergences
	preview         int
	left            int // bytes
	place           [][2]int
	chunks          []string
	leaned, dropped int
}

// fit packs some tests into a chunk. What does not fit is tried in halves,
// then without what is long, and left out at last.
func (d *detailer) fit(tests []int) error {
	if len(tests) == 0 {
		return nil
	}
	if d.left < 2000 {
		d.dropped += len(tests)
		return nil
	}
	for _, lean := range []bool{false, true} {
		if lean && len(tests) > 1 {
			half := len(tests) / 2
			if err := d.fit(tests[:half]); err != nil {
				return err
			}
			return d.fit(tests[half:])
		}
		text, err := page.Pack(d.chunk(tests, lean))
		if err != nil {
			return err
		}
		if len(text) > d.left {
			continue
		}
		for n, i := range tests {
			d.place[i] = [2]int{len(d.chunks), n}
		}
		if lean {
			d.leaned += len(tests)
		}
		d.left -= len(text) + 60
		d.chunks = append(d.chunks, text)
		return nil
	}
	d.dropped++
	return nil
}

func (d *detailer) chunk(tests []int, lean bool) *pageChunk {
	var table stringTable
	c := &pageChunk{}
	for _, i := range tests {
		c.Tests = append(c.Tests, d.detail(&table, i, lean))
	}
	c.S = table.list
	return c
}

func (d *detailer) detail(table *stringTable, n int, lean bool) pageDetail {
	t, rows := d.run.Tests[n], d.rows[n]
	p := pageDetail{Source: -1, Path: t.Path, Page: d.tracePage(t.URL), Full: make(map[int][3]int), Stacks: make(map[int][2]int), Cut: make(map[int]int), Counts: make(map[int][2]string)}
	long := func(s string, limit int) int { return table.addCut(s, limit, p.Cut) }
	limit := math.MaxInt
	if lean {
		limit = leanLimit
	}
	var ew, cw []compare.Request
	var el, cl []compare.Event
	if o := t.Engine; o != nil {
		ew, el, p.Trace = o.Wire, o.Lifecycle, o.Trace != nil
		p.Duration[0] = milliseconds(o.Duration)
		p.Missing = append(p.Missing, o.Missing...)
	}
	if o := t.Chrome; o != nil {
		cw, cl = o.Wire, o.Lifecycle
		p.Duration[1] = milliseconds(o.Duration)
		p.Missing = append(p.Missing, o.Missing...)
	}
	if d.run.Traced {
		p.Duration = [2]float64{}
	}
	slices.Sort(p.Missing)
	p.Missing = slices.Compact(p.Missing)
	p.EW, p.CW = pageRequests(table, ew), pageRequests(table, cw)
	p.EL, p.CL = pageEvents(table, el), pageEvents(table, cl)
	both := t.Engine != nil && t.Chrome != nil
	p.Sides = bit(t.Engine != nil, 1) | bit(t.Chrome != nil, 2)
	p.Unseen = t.Engine != nil && !t.Engine.Observed(compare.LayerWire) || t.Chrome != nil && !t.Chrome.Observed(compare.LayerWire)
	for _, w := range compare.AlignWire(ew, cw) {
		p.Wire = append(p.Wire, [5]int{w.Engine, w.Chrome, bit(w.Same || !both, 1) | bit(w.First && both, 2), w.EngineTimes, w.ChromeTimes})
	}
	for _, l := range compare.AlignLifecycle(el, cl) {
		p.Lanes = append(p.Lanes, pageLane{Frame: l.Frame, Document: l.Document,
			Flags:  bit(l.Same || !both, 1) | bit(l.First && both, 2) | bit(l.Ignored, 4),
			Engine: l.Engine, Chrome: l.Chrome})
	}
	if p.Steps = d.steps[n]; p.Steps != nil {
		p.StepsOf = string(t.Result.Divergences[0].Layer)
	}
	for i, row := range rows {
		d.rowTexts(&p, table, long, i, row, t.Path, limit)
		for _, text := range refusalsOf(t.Engine, row.Engine) {
			if p.Why == nil {
				p.Why = map[int][]int{}
			}
			p.Why[i] = append(p.Why[i], long(text, min(limit, 4000)))
		}
	}
	if t.Engine != nil || t.Chrome != nil {
		for _, o := range []*compare.Observation{t.Engine, t.Chrome} {
			lines := []int{}
			if o != nil {
				for _, l := range o.Console {
					lines = append(lines, long(l, min(limit, 20_000)))
				}
			}
			p.Console = append(p.Console, lines)
		}
		if len(p.Console[0])+len(p.Console[1]) == 0 {
			p.Console = nil
		}
	}
	p.Runs = d.furtherRuns(t)
	if d.run.Sources != nil && !lean {
		if text, err := fs.ReadFile(d.run.Sources, t.Path); err == nil {
			p.Source = long(string(text), sourceLimit)
		}
	}
	return p
}

// tracePage gives the address of the page with a test's steps, from where this page will stand; "" when there is none.
func (d *detailer) tracePage(testURL string) string {
	name, ok := d.run.TracePages[testURL]
	if !ok {
		return ""
	}
	from, err := filepath.Abs(d.dir)
	if err != nil {
		return ""
	}
	if name, err = filepath.Abs(name); err != nil {
		return ""
	}
	path, err := filepath.Rel(from, name)
	if err != nil {
		return "" // on another drive
	}
	return (&url.URL{Path: filepath.ToSlash(path)}).String()
}

// rowTexts adds what the index has no room for: whole texts, stacks, and the
// lines of the test's file that they name.
func (d *detailer) rowTexts(p *pageDetail, table *stringTable, long func(string, int) int, i int, row pageRow, path string, limit int) {
	full, stacks := [3]int{-1, -1, -1}, [2]int{-1, -1}
	whole := func(s string) int {
		if _, more := cut(s, d.preview); more == 0 {
			return -1
		}
		return long(s, limit)
	}
	full[0] = whole(row.Name)
	if f := row.Finding; f != nil {
		for _, c := range f.Contradicted {
			p.Against = append(p.Against, pageAgainst{i, c.Side, strings.Join(c.Entry.Statuses, ", "), c.Entry.Where, c.Entry.Reason})
		}
	}
	counts := [2]string{}
	for side, s := range []*compare.Subtest{row.Engine, row.Chrome} {
		if s != nil && len(s.Counts) > 1 {
			counts[side] = countsText(s.Counts)
		}
	}
	if counts != [2]string{} {
		p.Counts[i] = counts
	}
	for side, s := range []*compare.Subtest{row.Engine, row.Chrome} {
		if s == nil {
			continue
		}
		full[side+1] = whole(s.Message)
		if s.Stack == "" || s.Passed() {
			continue
		}
		stack := trimStack(s.Stack, s.Message)
		if stack == "" {
			continue
		}
		stacks[side] = long(stack, min(limit, 20_000))
		if line := failingLine(stack, path); line > 0 {
			p.Failing = append(p.Failing, [3]int{i, side, line})
		}
	}
	if full != [3]int{-1, -1, -1} {
		p.Full[i] = full
	}
	if stacks != [2]int{-1, -1} {
		p.Stacks[i] = stacks
	}
}

// trimStack takes the message off a stack that begins with it, as Chrome's do.
func trimStack(stack, message string) string {
	head, rest, ok := strings.Cut(stack, message)
	if !ok || message == "" || head != "" && (!strings.HasSuffix(head, ": ") || strings.Contains(head, "\n")) || rest != "" && rest[0] != '\n' {
		return stack
	}
	return strings.TrimLeft(rest, "\n")
}

// firstOther is the engine's first event in a lane at which it and Chrome part; -1 when it has none there.
func firstOther(engine, chrome []compare.Event, l compare.Lane) int {
	for n, i := range l.Engine {
		if n >= len(l.Chrome) {
			return i
		}
		e, c := engine[i], chrome[l.Chrome[n]]
		if e.Name != c.Name || e.Persisted != c.Persisted || e.Visibility != c.Visibility {
			return i
		}
	}
	return -1
}

func bit(is bool, b int) int {
	if is {
		return b
	}
	return 0
}

func pageRequests(table *stringTable, log []compare.Request) [][]int {
	var out [][]int
	for _, r := range log {
		one := []int{table.add(r.Method), table.add(r.URL), r.Status, int(r.BodyLength), table.add(r.BodyHash), bit(r.Aborted, 1) | bit(r.Polled, 2)}
		for _, h := range r.Headers {
			one = append(one, table.add(h))
		}
		out = append(out, one)
	}
	return out
}

func pageEvents(table *stringTable, events []compare.Event) [][4]int {
	var out [][4]int
	for _, e := range events {
		out = append(out, [4]int{table.add(e.Name), table.add(e.Visibility), table.add(e.ReadyState), bit(e.Persisted, 1)})
	}
	return out
}

// failingLine finds the innermost place of a stack that is in the test's own
// file and gives its line; 0 when there is none.
func failingLine(stack, path string) int {
	for rest := stack; ; {
		at := strings.Index(rest, "/"+path)
		if at < 0 {
			return 0
		}
		rest = rest[at+1+len(path):]
		s := rest
		if strings.HasPrefix(s, "?") {
			// The variant's query, up to the place.
			end := strings.IndexAny(s, " \n)")
			if end < 0 {
				end = len(s)
			}
			s = s[:end]
			parts := strings.Split(s, ":")
			if len(parts) < 2 {
				continue
			}
			s = ":" + parts[len(parts)-min(2, len(parts)-1)]
		}
		if !strings.HasPrefix(s, ":") {
			continue
		}
		n := 0
		for _, c := range s[1:] {
			if c < '0' || c > '9' || n > 10_000_000 {
				break
			}
			n = n*10 + int(c-'0')
		}
		if n > 0 {
			return n
		}
	}
}

// furtherRuns lists the repeats and the retries of a test.
func (d *detailer) furtherRuns(t Test) []pageRun {
	var out []pageRun
	for _, side := range []struct {
		name string
		o    *compare.Observation
	}{{compare.EngineSide, t.Engine}, {compare.ChromeSide, t.Chrome}} {
		if side.o == nil {
			continue
		}
		add := func(o *compare.Observation, retry bool) {
			counts := make(map[string]int)
			for _, s := range o.Subtests {
				counts[s.Status]++
			}
			run := pageRun{Side: side.name, Retry: retry, Status: o.Status, Counts: countsText(counts), Duration: milliseconds(o.Duration)}
			run.Message, run.More = cut(o.Message, leanLimit)
			if d.run.Traced {
				run.Duration = 0
			}
			out = append(out, run)
		}
		for _, o := range side.o.Repeats {
			add(o, false)
		}
		for _, o := range side.o.Retries {
			add(o, true)
		}
	}
	return out
}

// countsText writes counts as "FAIL 1, PASS 3".
func countsText(counts map[string]int) string {
	var out []string
	for _, name := range slices.Sorted(maps.Keys(counts)) {
		out = append(out, fmt.Sprintf("%s %d", name, counts[name]))
	}
	return strings.Join(out, ", ")
}
