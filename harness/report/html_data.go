package report

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/exeunt/exeunt/harness/compare"
	"github.com/exeunt/exeunt/internal/page"
)

const (
	// pageLimit is how large a page may become, in bytes. What is beyond it is
	// left out, the quiet tests' details first, and counted.
	pageLimit = 7_600_000
	// indexLimit bounds the part of it that the list needs.
	indexLimit = 3_000_000
	// chunkTests is how many tests' details are unpacked together.
	chunkTests = 24
	// sourceLimit is how many characters of a test's file are shown, and
	// leanLimit how many of a text when space is short.
	sourceLimit = 200_000
	leanLimit   = 4_000
)

// previews are how many characters of a name or message the list has; the
// first that keeps the index small enough is taken.
var previews = []int{400, 120, 40}

// strings that stand in the data once, by their index.
type stringTable struct {
	list  []string
	index map[string]int
}

// addCut adds at most the first limit characters of s, and notes in cuts how many more there are.
func (t *stringTable) addCut(s string, limit int, cuts map[int]int) int {
	short, more := cut(s, limit)
	if more > 0 {
		// Two texts with one beginning are two.
		short += fmt.Sprintf("\x00%d", more)
	}
	i := t.add(short)
	if more > 0 {
		cuts[i] = more
	}
	return i
}

func (t *stringTable) add(s string) int {
	if i, ok := t.index[s]; ok {
		return i
	}
	if t.index == nil {
		t.index = make(map[string]int)
	}
	i := len(t.list)
	t.index[s] = i
	t.list = append(t.list, s)
	return i
}

type (
	// pageIndex is what the list and the filters need. Texts are indices of S;
	// -1 stands for none. Rows stand in columns, those of a test together.
	pageIndex struct {
		S       []string    `json:"s"`
		Cut     map[int]int `json:"cut,omitempty"` // characters left out, by string
		Preview int         `json:"preview"`
		Classes []classInfo `json:"classes"`
		Both    bool        `json:"both"`
		Engine  bool        `json:"engine"`
		Chrome  bool        `json:"chrome"`
		Traced  bool        `json:"traced"`
		Step    string      `json:"step"` // the command line before the test
		Reasons [][2]string `json:"reasons"`
		Tests   [][]int     `json:"tests"` // url, directory, chunk, place in it, first row, rows
		Div     [][4]int    `json:"div"`   // test, layer, engine, Chrome
		Name    []int       `json:"name"`
		Class   []int       `json:"class"`
		E       []int       `json:"e"` // statuses
		C       []int       `json:"c"`
		EM      []int       `json:"em"` // messages
		CM      []int       `json:"cm"`
		X       []int       `json:"x"` // 0 as it should be, -1 unexpected, else a reason's index from 1
		G       []int       `json:"g"` // causes, the largest first
	}
	classInfo struct {
		Name compare.Class `json:"name"`
		N    int           `json:"n"`
		Loud bool          `json:"loud"`
	}
	// pageChunk holds the details of some tests; texts are indices of S.
	pageChunk struct {
		S     []string     `json:"s"`
		Tests []pageDetail `json:"tests"`
	}
	pageDetail struct {
		// Requests: method, URL, status, body's length, body's hash, 1 aborted + 2 polled, headers …
		EW [][]int `json:"ew,omitempty"`
		CW [][]int `json:"cw,omitempty"`
		// Wire rows: engine, Chrome, 1 same + 2 first, times there and there.
		Wire [][5]int `json:"wire,omitempty"`
		// Events: name, visibility, ready state, persisted.
		EL [][4]int `json:"el,omitempty"`
		CL [][4]int `json:"cl,omitempty"`
		// Lanes stand in a list each: frame, document, 1 same + 2 first + 4 ignored; then events.
		Lanes []pageLane `json:"lanes,omitempty"`
		// Full has texts that the index cut, by row: name, engine's and Chrome's message; -1 where it did not.
		Full map[int][3]int `json:"full,omitempty"`
		// Stacks by row: engine's and Chrome's, -1 for none.
		Stacks map[int][2]int `json:"stacks,omitempty"`
		// Cut counts the characters left out of this chunk's texts, by string.
		Cut map[int]int `json:"cut,omitempty"`
		// Source is the text of the file, Failing its lines: row, side, line.
		Path     string              `json:"path,omitempty"`
		Source   int                 `json:"source"`
		Failing  [][3]int            `json:"failing,omitempty"`
		Steps    []compare.StepFrame `json:"steps,omitempty"`
		StepsOf  string              `json:"stepsOf,omitempty"`
		Trace    bool                `json:"trace,omitempty"`
		Page     string              `json:"page,omitempty"` // address of the page with its steps
		Console  [][]int             `json:"console,omitempty"`
		Missing  []string            `json:"missing,omitempty"`
		Duration [2]float64          `json:"duration"`
		// Sides is 1 for the engine plus 2 for Chrome: who ran it.
		Sides int `json:"sides"`
		// Unseen says that nobody saw the wire.
		Unseen bool `json:"unseen,omitempty"`
		// Counts by row: how often each status came up, in the engine and in Chrome.
		Counts map[int][2]string `json:"counts,omitempty"`
		// Against lists expectations that results contradict.
		Against []pageAgainst `json:"against,omitempty"`
		// Why are the sentences that say why fetchLater() threw, by row, as indices into the texts.
		Why map[int][]int `json:"why,omitempty"`
		// Runs are the further runs of the test.
		Runs []pageRun `json:"runs,omitempty"`
	}
	pageAgainst struct {
		Row    int    `json:"row"`
		Side   string `json:"side"`
		Listed string `json:"listed"`
		Where  string `json:"where"`
		Reason string `json:"reason"`
	}
	pageRun struct {
		Side     string  `json:"side"`
		Retry    bool    `json:"retry,omitempty"`
		Status   string  `json:"status"`
		Message  string  `json:"message,omitempty"`
		More     int     `json:"more,omitempty"` // characters left out of the message
		Counts   string  `json:"counts"`         // statuses of its subtests
		Duration float64 `json:"duration"`
	}
	pageLane struct {
		Frame    string `json:"frame"`
		Document string `json:"document"`
		Flags    int    `json:"flags"`
		Engine   []int  `json:"engine"`
		Chrome   []int  `json:"chrome"`
	}
)

// pageIndex gives the data of the page: the index, the chunks of details, and
// what had to be left out so that it stays within limit bytes. dir is where it will stand.
func (r *Run) pageIndex(dir string, limit int, steps [][]compare.StepFrame, causeOf [][]int) (index string, chunks, omitted []string, err error) {
	rows := make([][]pageRow, len(r.Tests))
	for i, t := range r.Tests {
		rows[i] = r.rows(t)
	}
	var pack func(place [][2]int) error
	preview := 0
	pack = func(place [][2]int) error {
		b, err := page.Pack(r.index(rows, place, causeOf, preview))
		index = b
		return err
	}
	for _, preview = range previews {
		if err := pack(nil); err != nil {
			return "", nil, nil, err
		}
		if len(index) <= indexLimit {
			break
		}
	}
	d := &detailer{run: r, dir: dir, rows: rows, steps: steps, preview: preview, left: limit - len(index) - 200_000 - 20*len(r.Tests), place: make([][2]int, len(r.Tests))}
	var loudTests, quietTests []int
	for i, t := range r.Tests {
		d.place[i] = [2]int{-1, 0}
		if len(t.Result.Divergences) > 0 || len(t.Findings) > 0 {
			loudTests = append(loudTests, i)
		} else {
			quietTests = append(quietTests, i)
		}
	}
	for _, list := range [][]int{loudTests, quietTests} {
		for part := range slices.Chunk(list, chunkTests) {
			if err := d.fit(part); err != nil {
				return "", nil, nil, err
			}
		}
	}
	if d.dropped > 0 {
		omitted = append(omitted, fmt.Sprintf("the wire, lifecycle and source of %s", plural(d.dropped, "test", "tests")))
	}
	if d.leaned > 0 {
		omitted = append(omitted, fmt.Sprintf("the source and all but the first %d characters of long texts of %s", leanLimit, plural(d.leaned, "test", "tests")))
	}
	return index, d.chunks, omitted, pack(d.place)
}

// index makes the part that list and filters need.
func (r *Run) index(rows [][]pageRow, place [][2]int, causeOf [][]int, preview int) *pageIndex {
	p := &pageIndex{Preview: preview, Cut: make(map[int]int), Both: r.Engine != nil && r.Chrome != nil, Engine: r.Engine != nil, Chrome: r.Chrome != nil,
		Traced: r.Traced, Step: r.stepCommand(), Reasons: [][2]string{}, Div: [][4]int{}, Tests: [][]int{}}
	var table stringTable
	text := func(s string) int { return table.addCut(s, preview, p.Cut) }
	class := make(map[compare.Class]int)
	for i, c := range pageClasses() {
		class[c] = i
		p.Classes = append(p.Classes, classInfo{Name: c, Loud: loud(c)})
	}
	reasons := make(map[[2]string]int)
	side := func(s *compare.Subtest) (status, message int) {
		if s == nil {
			return -1, -1
		}
		message = -1
		if s.Message != "" {
			message = text(s.Message)
		}
		return table.add(s.Status), message
	}
	for i, t := range r.Tests {
		first := len(p.Name)
		for _, row := range rows[i] {
			p.Name = append(p.Name, text(row.Name))
			p.Class = append(p.Class, class[row.Class])
			p.Classes[class[row.Class]].N++
			e, em := side(row.Engine)
			c, cm := side(row.Chrome)
			p.E, p.EM, p.C, p.CM = append(p.E, e), append(p.EM, em), append(p.C, c), append(p.CM, cm)
			x := 0
			if f := row.Finding; f != nil {
				if f.Unexpected() {
					x = -1
				}
				if f.Expected != nil {
					key := [2]string{f.Expected.Reason, f.Expected.Link}
					if x = reasons[key]; x == 0 {
						p.Reasons = append(p.Reasons, key)
						x = len(p.Reasons)
						reasons[key] = x
					}
				}
			}
			p.X = append(p.X, x)
			if row.Finding != nil {
				p.G = append(p.G, causeOf[i][row.Place])
			} else {
				p.G = append(p.G, -1)
			}
		}
		at := [2]int{-1, 0}
		if place != nil {
			at = place[i]
		}
		p.Tests = append(p.Tests, []int{table.add(t.URL), table.add(pathDir(t.Path)), at[0], at[1], first, len(rows[i])})
		for _, v := range t.Result.Divergences {
			p.Div = append(p.Div, [4]int{i, layerNumber(v.Layer), text(v.Engine), text(v.Chrome)})
		}
	}
	p.S = table.list
	return p
}

func pathDir(p string) string {
	if i := strings.LastIndexByte(p, '/'); i >= 0 {
		return p[:i]
	}
	return "."
}

// layerNumber is a layer's place in the order of causes.
func layerNumber(l compare.Layer) int {
	return slices.Index([]compare.Layer{compare.LayerWire, compare.LayerLifecycle, compare.LayerSubtests}, l)
}

// stepCommand is the command line that writes down a test's steps, up to the test.
func (r *Run) stepCommand() string {
	command := fmt.Sprintf("exeunt run --browser engine --seed %d --trace --report json=- ", r.Seed)
	for _, name := range slices.Sorted(maps.Keys(r.Behaviours)) {
		command += "--behave " + shellQuote(name+"="+r.Behaviours[name]) + " "
	}
	kind, dir, _ := strings.Cut(r.Suite, " ")
	switch {
	case dir == "":
		return command
	case kind == "upstream":
		return command + "--wpt " + shellQuote(dir) + " "
	}
	return command + "--suite " + shellQuote(dir) + " "
}

func shellQuote(s string) string {
	plain := func(c rune) bool {
		return c < utf8.RuneSelf && (c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || strings.ContainsRune("/._-+,:@", c))
	}
	if s != "" && !strings.ContainsFunc(s, func(c rune) bool { return !plain(c) }) {
		return s
	}
	return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'"
}
