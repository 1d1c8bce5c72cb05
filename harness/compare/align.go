package compare

import (
	"slices"
	"strings"
)

// A WireRow is one row of two wire logs laid side by side.
type WireRow struct {
	// Engine and Chrome are indices of requests; -1 on a side without one.
	Engine, Chrome int
	// Same says that the two are alike by the rules of the comparison.
	Same bool
	// First marks what the wire's Divergence speaks of: one row, or two when
	// either side has a request that nothing of the other resembles.
	First bool
	// EngineTimes and ChromeTimes count a request that the page polls for:
	// its repetitions have no rows of their own.
	EngineTimes, ChromeTimes int
}

// AlignWire lays two wire logs side by side, in the engine's order. Requests
// that are alike stand together wherever they are in the logs, as their order
// is mostly free; of the rest those for the same resource do.
func AlignWire(engine, chrome []Request) []WireRow {
	es, et := distinct(engine)
	cs, ct := distinct(chrome)
	partner := make(map[int]int, len(es)) // from engine to Chrome
	used := make(map[int]bool, len(cs))
	match := func(key func(Request) string) {
		free := make(map[string][]int)
		for _, c := range cs {
			if !used[c] {
				k := key(chrome[c])
				free[k] = append(free[k], c)
			}
		}
		for _, e := range es {
			if _, ok := partner[e]; ok {
				continue
			}
			k := key(engine[e])
			if l := free[k]; len(l) > 0 {
				partner[e], free[k] = l[0], l[1:]
				used[l[0]] = true
			}
		}
	}
	match(Request.line)
	same := make(map[int]bool, len(partner))
	alike := make(map[int]bool, len(partner)) // the same, by Chrome's indices
	for e, c := range partner {
		same[e], alike[c] = true, true
	}
	match(func(r Request) string { return r.Method + " " + forgetNumbers(r.URL) })
	match(func(r Request) string {
		u, _, _ := strings.Cut(r.URL, "?")
		return r.Method + " " + forgetNumbers(u)
	})

	// What Chrome alone sent stands before the first row of a request that it
	// sent later; latest holds, row by row, the latest so far.
	latest := make([]int, len(es))
	for i, e := range es {
		latest[i] = -1
		if i > 0 {
			latest[i] = latest[i-1]
		}
		if c, ok := partner[e]; ok {
			latest[i] = max(latest[i], c)
		}
	}
	before := make(map[int][]int)
	firstChrome := -1
	for _, c := range cs {
		if !alike[c] && firstChrome < 0 {
			firstChrome = c
		}
		if !used[c] {
			at, _ := slices.BinarySearch(latest, c+1)
			before[at] = append(before[at], c)
		}
	}

	out := make([]WireRow, 0, len(es))
	alone := func(at int) {
		for _, c := range before[at] {
			out = append(out, WireRow{Engine: -1, Chrome: c, ChromeTimes: ct[c]})
		}
	}
	firstEngine := false
	for i, e := range es {
		alone(i)
		row := WireRow{Engine: e, Chrome: -1, Same: same[e], EngineTimes: et[e]}
		if c, ok := partner[e]; ok {
			row.Chrome, row.ChromeTimes = c, ct[c]
		}
		row.First = !row.Same && !firstEngine
		firstEngine = firstEngine || row.First
		out = append(out, row)
	}
	alone(len(es))
	for i := range out {
		out[i].First = out[i].First || firstChrome >= 0 && out[i].Chrome == firstChrome
	}
	return out
}

// distinct gives the indices of the requests that are compared, and how often each of them was made.
func distinct(log []Request) ([]int, map[int]int) {
	times := make(map[int]int, len(log))
	var out []int
	polled := make(map[string]int)
	for i, r := range log {
		if r.Polled {
			l := r.line()
			if first, ok := polled[l]; ok {
				times[first]++
				continue
			}
			polled[l] = i
		}
		times[i] = 1
		out = append(out, i)
	}
	return out, times
}

// A Lane is one document's lifecycle on both sides.
type Lane struct {
	// Frame is the path of its frame, "" for the page itself.
	Frame, Document string
	// Engine and Chrome are indices of its events, in order.
	Engine, Chrome []int
	// Same says that the two are alike by the rules of the comparison.
	Same bool
	// First marks what the lifecycle's Divergence speaks of.
	First bool
	// Ignored lanes are shown, but not compared.
	Ignored bool
}

// AlignLifecycle lays the documents of two lists of events side by side.
func AlignLifecycle(engine, chrome []Event) []Lane {
	es, cs := documents(engine), documents(chrome)
	partner := make([]int, len(es))
	used := make([]bool, len(cs))
	for i := range partner {
		partner[i] = -1
	}
	match := func(key func(document) string) {
		free := make(map[string][]int)
		for j, c := range cs {
			if !used[j] {
				free[key(c)] = append(free[key(c)], j)
			}
		}
		for i, e := range es {
			if l := free[key(e)]; partner[i] < 0 && len(l) > 0 {
				partner[i], used[l[0]] = l[0], true
				free[key(e)] = l[1:]
			}
		}
	}
	match(func(d document) string { return d.line })
	equal := slices.Clone(partner)
	match(func(d document) string { return d.key })

	lane := func(d document) Lane { return Lane{Frame: d.frame, Document: d.url, Ignored: d.ignored} }
	var out []Lane
	first := false
	for i, e := range es {
		l := lane(e)
		l.Engine = e.events
		l.Same = equal[i] >= 0 || e.ignored
		if partner[i] >= 0 {
			l.Chrome = cs[partner[i]].events
		}
		l.First = !l.Same && !first
		first = first || l.First
		out = append(out, l)
	}
	for j, c := range cs {
		if used[j] {
			continue
		}
		l := lane(c)
		l.Chrome, l.Same = c.events, c.ignored
		l.First = !l.Same && !first
		first = first || l.First
		out = append(out, l)
	}
	return out
}

// closelyRows bounds the pairs of one document's events that are looked at to lay them side by side.
const closelyRows = 4 << 20

// Rows lays the events of the two sides next to each other, so that as many as possible of the same name and state stand together:
// indices into engine and chrome, -1 on a side without one.
func (l Lane) Rows(engine, chrome []Event) [][2]int {
	same := func(i, j int) bool {
		e, c := engine[l.Engine[i]], chrome[l.Chrome[j]]
		return e.Name == c.Name && e.Persisted == c.Persisted && e.Visibility == c.Visibility
	}
	n, m := len(l.Engine), len(l.Chrome)
	if n*m > closelyRows {
		return l.byNumber()
	}
	best := make([][]int, n+1) // pairs among what comes from there on
	for i := n; i >= 0; i-- {
		best[i] = make([]int, m+1)
		for j := m - 1; j >= 0 && i < n; j-- {
			if best[i][j] = max(best[i+1][j], best[i][j+1]); same(i, j) {
				best[i][j] = best[i+1][j+1] + 1
			}
		}
	}
	var rows [][2]int
	for i, j := 0, 0; i < n || j < m; {
		switch {
		case i < n && j < m && same(i, j):
			rows = append(rows, [2]int{l.Engine[i], l.Chrome[j]})
			i, j = i+1, j+1
		case j == m || i < n && best[i+1][j] >= best[i][j+1]:
			rows = append(rows, [2]int{l.Engine[i], -1})
			i++
		default:
			rows = append(rows, [2]int{-1, l.Chrome[j]})
			j++
		}
	}
	return rows
}

// byNumber lays the nth events of the two sides next to each other.
func (l Lane) byNumber() [][2]int {
	rows := make([][2]int, max(len(l.Engine), len(l.Chrome)))
	for n := range rows {
		rows[n] = [2]int{-1, -1}
		if n < len(l.Engine) {
			rows[n][0] = l.Engine[n]
		}
		if n < len(l.Chrome) {
			rows[n][1] = l.Chrome[n]
		}
	}
	return rows
}
