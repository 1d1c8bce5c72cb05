package report

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
)

// errEnough ends reading early.
var errEnough = errors.New("enough")

// KindOf says what kind of report a file is, reading no more than it must.
func KindOf(file string) (Kind, error) {
	var first, whole Kind
	err := withFile(file, func(in io.Reader) error {
		s, err := newStream(file, in, usual)
		if err != nil {
			return err
		}
		_, whole, err = s.report(func(k Kind, _ string) error {
			first = k
			return errEnough
		})
		return err
	})
	if errors.Is(err, errEnough) {
		return first, nil
	}
	return whole, err
}

// A WPTMerge is one wptreport made of several; what this program does not know
// of in them stays as it is.
type WPTMerge struct {
	fields     map[string]json.RawMessage
	results    []json.RawMessage
	unexpected []bool
}

// A wptKey names a result.
type wptKey struct {
	Test     string `json:"test"`
	Subsuite string `json:"subsuite"`
}

// MergeWPT makes one wptreport of the shards of a run.
func MergeWPT(files []string, o MergeOptions) (*WPTMerge, Merged, error) {
	w := &WPTMerge{fields: map[string]json.RawMessage{}}
	var m Merged
	index := map[wptKey]int{}
	from := map[wptKey]string{}
	problems := &mismatch{}
	for _, file := range files {
		fields, results, err := readWPT(file)
		if err != nil {
			return nil, m, err
		}
		if err := w.join(fields, file, files[0], problems); err != nil {
			return nil, m, err
		}
		for _, r := range results {
			at, ok := index[r.key]
			if !ok {
				index[r.key], from[r.key] = len(w.results), file
				w.results = append(w.results, r.raw)
				w.unexpected = append(w.unexpected, r.unexpected)
				continue
			}
			if sameWPT(w.results[at], r.raw) {
				m.Same++
				continue
			}
			m.Conflicts++
			take := o.OnConflict == ConflictLast
			switch o.OnConflict {
			case ConflictFirst, ConflictLast:
			case ConflictWorst:
				take = worseWPT(r.raw, w.results[at])
			default:
				return nil, m, fmt.Errorf("%s has different results in %s and %s (--on-conflict first, last or worst takes one)", r.key.Test, from[r.key], file)
			}
			if take {
				w.results[at], w.unexpected[at] = r.raw, r.unexpected
			}
		}
	}
	if len(problems.fields) > 0 && !o.Force {
		return nil, m, problems
	}
	m.Tests = len(w.results)
	for _, u := range w.unexpected {
		if u {
			m.Unexpected++
		}
	}
	return w, m, nil
}

// A wptRaw is one result, whole.
type wptRaw struct {
	key        wptKey
	raw        json.RawMessage
	unexpected bool
}

// readWPT reads a wptreport whole, keeping every result as it stands.
func readWPT(file string) (fields map[string]json.RawMessage, results []wptRaw, err error) {
	err = withFile(file, func(in io.Reader) error {
		s, err := newStream(file, in, usual)
		if err != nil {
			return err
		}
		var kind Kind
		seen := map[wptKey]bool{}
		fields, kind, err = s.report(func(kind Kind, _ string) error {
			var raw json.RawMessage
			if err := s.value(&raw); err != nil || kind != WPTReportKind {
				return err
			}
			var r readWPTResult
			if err := json.Unmarshal(raw, &r); err != nil {
				return s.fail(err)
			}
			if err := s.named(r.Test); err != nil {
				return err
			}
			repeated := 0
			if _, err := s.outcome(&r.readObservation, &repeated); err != nil {
				return err
			}
			k := wptKey{r.Test, r.Subsuite}
			if seen[k] {
				return s.errf("%s is the test %q, which was there already", s.at, shorten(r.Test))
			}
			seen[k] = true
			unexpected := r.unexpected() || slices.ContainsFunc(r.Subtests, readSubtest.unexpected)
			results = append(results, wptRaw{k, raw, unexpected})
			return nil
		})
		if err == nil && kind != WPTReportKind {
			err = fmt.Errorf("%s is a %s, want a wptreport as the others", file, kind.Words())
		}
		return err
	})
	return fields, results, err
}

// join takes another report's fields over: the whole time, the union of
// objects, lists one after the other. What else differs is a problem.
func (w *WPTMerge) join(fields map[string]json.RawMessage, file, first string, problems *mismatch) error {
	for key, value := range fields {
		before, ok := w.fields[key]
		if !ok {
			w.fields[key] = value
			continue
		}
		switch key {
		case "time_start", "time_end":
			var a, b float64
			if err := json.Unmarshal(before, &a); err != nil {
				return fmt.Errorf("%s: %s is no number", first, key)
			}
			if err := json.Unmarshal(value, &b); err != nil {
				return fmt.Errorf("%s: %s is no number", file, key)
			}
			if key == "time_start" && b < a || key == "time_end" && b > a {
				w.fields[key] = value
			}
			continue
		}
		joined, different := joinJSON(before, value, key)
		w.fields[key] = joined
		for _, d := range different {
			problems.fields = append(problems.fields, fmt.Sprintf("%s differs in %s and %s", d, first, file))
		}
	}
	return nil
}

// joinJSON joins two values of one field, and names what differs in them; of
// that the first value stays.
func joinJSON(a, b json.RawMessage, name string) (json.RawMessage, []string) {
	if canonicalJSON(a) == canonicalJSON(b) {
		return a, nil
	}
	var x, y map[string]json.RawMessage
	if json.Unmarshal(a, &x) == nil && json.Unmarshal(b, &y) == nil && x != nil && y != nil {
		var different []string
		for k, v := range y {
			if before, ok := x[k]; !ok {
				x[k] = v
			} else if canonicalJSON(before) != canonicalJSON(v) {
				different = append(different, name+"."+shorten(k))
			}
		}
		slices.Sort(different)
		return encode(x), different
	}
	var l, m []json.RawMessage
	if json.Unmarshal(a, &l) == nil && json.Unmarshal(b, &m) == nil {
		return encode(append(l, m...)), nil
	}
	return a, []string{name}
}

// canonicalJSON is the same for values that mean the same.
func canonicalJSON(raw json.RawMessage) string {
	var v any
	if json.Unmarshal(raw, &v) != nil {
		return string(raw)
	}
	return string(encode(v))
}

// encode gives the JSON form of something that came from JSON.
func encode(v any) json.RawMessage {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		return json.RawMessage("null")
	}
	return bytes.TrimSpace(b.Bytes())
}

// sameWPT compares two results but for how long they took.
func sameWPT(a, b json.RawMessage) bool {
	strip := func(raw json.RawMessage) string {
		var fields map[string]json.RawMessage
		if json.Unmarshal(raw, &fields) != nil {
			return string(raw)
		}
		delete(fields, "duration")
		return canonicalJSON(encode(fields))
	}
	return strip(a) == strip(b)
}

// worseWPT reports whether a result is worse than another of its test: by what
// is unexpected, then by failures, then by passes.
func worseWPT(a, b json.RawMessage) bool {
	rank := func(raw json.RawMessage) [3]int {
		var r readWPTResult
		if json.Unmarshal(raw, &r) != nil {
			return [3]int{1 << 30}
		}
		var out [3]int
		count := func(status, expected string) {
			if expected != "" {
				out[0]++
			}
			if status == "OK" || status == "PASS" {
				out[2]--
			} else {
				out[1]++
			}
		}
		count(r.Status, r.Expected)
		for _, s := range r.Subtests {
			count(s.Status, s.Expected)
		}
		return out
	}
	x, y := rank(a), rank(b)
	return slices.Compare(x[:], y[:]) > 0
}

// Write writes the merged report.
func (w *WPTMerge) Write(out io.Writer) error {
	fields := map[string]json.RawMessage{}
	for k, v := range w.fields {
		fields[k] = v
	}
	if w.results == nil {
		w.results = []json.RawMessage{}
	}
	fields["results"] = encode(w.results)
	_, err := out.Write(append(encode(fields), '\n'))
	return err
}
