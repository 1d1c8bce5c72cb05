package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/spf13/pflag"

	"github.com/exeunt/exeunt/harness"
	"github.com/exeunt/exeunt/harness/compare"
	"github.com/exeunt/exeunt/harness/report"
	"github.com/exeunt/exeunt/wpt"
)

// journalFormat names the form of a journal.
const journalFormat = "exeunt-journal/2"

// running is what a report says of itself while its run goes on.
const running = "still running, or killed: run the same command with --resume to complete it"

// resumeFlags say which run to go on with.
type resumeFlags struct{ resume string }

func (f *resumeFlags) register(flags *pflag.FlagSet) {
	flags.StringVar(&f.resume, "resume", "", "go on with the run that json report `FILE` tells of: run only what is missing in it")
}

// A journalHead is a journal's first line: whose results follow.
type journalHead struct {
	Format     string   `json:"format"`
	Suite      string   `json:"suite"`
	Revision   string   `json:"revision"`
	Shard      string   `json:"shard"`
	Seed       uint64   `json:"seed"`
	Clock      string   `json:"clock"`
	Server     string   `json:"server,omitempty"`
	Multiplier float64  `json:"multiplier"`
	Traced     bool     `json:"traced"`
	Behave     string   `json:"behave,omitempty"`
	Browsers   []string `json:"browsers"`
}

// A journalLine is one test's result in one browser.
type journalLine struct {
	Browser     string               `json:"browser"`
	Product     string               `json:"product"`
	URL         string               `json:"url"`
	Duration    float64              `json:"duration"` // ms
	Observation *compare.Observation `json:"observation"`
	Trace       []byte               `json:"trace,omitempty"` // the observation's, which is left out there: as it is packed
}

// packed is the line as it is written. A trace is most of an observation, and as text it would take longer to write than to make.
func (l journalLine) packed() journalLine {
	if o := l.Observation; o.Trace != nil {
		slim := *o
		slim.Trace = nil
		l.Observation, l.Trace = &slim, o.Trace
	}
	return l
}

// unpack undoes packed.
func (l *journalLine) unpack() error {
	if l.Trace == nil {
		return nil
	}
	l.Observation.Trace, l.Trace = l.Trace, nil
	text, err := l.Observation.Trace.MarshalJSON()
	if err == nil && !json.Valid(text) {
		err = errors.New("it is no JSON")
	}
	if err != nil {
		return fmt.Errorf("the trace: %w", err)
	}
	return nil
}

// A journal stands beside a json report while its run goes on, and holds each
// result as soon as it is there, a line each. A run that is killed leaves it behind.
type journal struct {
	name string
	file *os.File // locked; nil when no journal is kept

	mu      sync.Mutex
	failure error
	results map[string]map[string]*compare.Observation // known from before, by browser and URL
	product map[string]string
}

// openJournal begins the journal of the first json report that is a file, with
// what a run before left if that is to be resumed. Without such a report
// there is none, and the result's methods do nothing.
func (f *resumeFlags) openJournal(notes io.Writer, r *report.Run, browsers []string, outputs []report.Output) (*journal, error) {
	j := &journal{product: map[string]string{}}
	i := slices.IndexFunc(outputs, func(o report.Output) bool { return o.Kind == "json" && o.File != "-" })
	if i < 0 {
		if f.resume != "" {
			return nil, misuse("--resume needs a json report that is a file")
		}
		return j, nil
	}
	head := journalHead{journalFormat, r.Suite, r.Revision, r.Shard, r.Seed, r.Clock, r.Server, r.Multiplier, r.Traced, behaveText(r.Behaviours), browsers}
	target := outputs[i].File
	j.name = target + ".journal"
	if err := j.lock(target); err != nil {
		return nil, err
	}
	if err := report.RemoveUnfinished(target); err != nil {
		j.close()
		return nil, cannotRun("report json: %v", err)
	}
	kept, err := j.recover(f.resume, target, head)
	if err != nil {
		j.close()
		return nil, err
	}
	if old, err := j.file.Stat(); err == nil && old.Size() > 0 && f.resume == "" {
		if err := copyFile(j.name+"~", j.file); err != nil {
			j.close()
			return nil, cannotRun("report json: %v", err)
		}
		fmt.Fprintf(notes, "exeunt: %s was never completed; its results are kept in %s~ (--resume would have used them)\n", target, j.name)
	}
	if f.resume != "" {
		fmt.Fprintf(notes, "exeunt: resuming %s: %d results are there\n", f.resume, len(kept)) // the report on disk stays as good as it is
	} else {
		empty := *r
		empty.Incomplete, empty.End = running, r.Begin
		if err := report.WriteFile(target, nil, empty.JSON); err != nil {
			j.close()
			return nil, cannotRun("report json: %v", err)
		}
	}
	if err := j.begin(head, kept); err != nil {
		j.close()
		return nil, cannotRun("report json: %v", err)
	}
	return j, nil
}

// lock opens the journal for this run alone.
func (j *journal) lock(target string) error {
	file, err := os.OpenFile(j.name, os.O_RDWR|os.O_CREATE, 0o644)
	if err != nil {
		var why *fs.PathError
		if errors.As(err, &why) {
			err = why.Err
		}
		return cannotRun("report json=%s: %v", target, err)
	}
	other := cannotRun("%s is being written by another run", target)
	if lockFile(file) != nil {
		file.Close()
		return other
	}
	// Another run may have put a journal of its own under the name since it was opened.
	now, err := os.Stat(j.name)
	mine, err2 := file.Stat()
	if err != nil || err2 != nil || !os.SameFile(now, mine) {
		file.Close()
		return other
	}
	j.file = file
	return nil
}

// recover reads what the run to be resumed left: its journal, or else its report.
func (j *journal) recover(resume, target string, head journalHead) ([]journalLine, error) {
	if resume == "" {
		return nil, nil
	}
	file := j.file
	if resume != target {
		other, err := os.Open(resume + ".journal")
		switch {
		case errors.Is(err, fs.ErrNotExist):
			file = nil
		case err != nil:
			return nil, misuse("--resume: %v", err)
		default:
			defer other.Close()
			file = other
		}
	}
	var lines []journalLine
	found := false
	if file != nil {
		var err error
		if lines, found, err = readJournal(file, head); err != nil {
			return nil, misuse("--resume %s.journal: %v", resume, err)
		}
	}
	if !found {
		var err error
		if lines, err = readReport(resume, head); err != nil {
			return nil, misuse("--resume: %v", err)
		}
	}
	j.results = map[string]map[string]*compare.Observation{}
	for _, l := range lines {
		if j.results[l.Browser] == nil {
			j.results[l.Browser] = map[string]*compare.Observation{}
		}
		l.Observation.Duration = milliseconds(l.Duration)
		j.results[l.Browser][l.URL] = l.Observation
		j.product[l.Browser] = l.Product
	}
	return lines, nil
}

// readJournal reads the lines of a journal; found is false for an empty one. The
// last line may be cut off: its test did not make it.
func readJournal(r io.Reader, want journalHead) (lines []journalLine, found bool, err error) {
	in := bufio.NewReaderSize(r, 1<<20)
	for n := 1; ; n++ {
		text, err := in.ReadBytes('\n')
		if errors.Is(err, io.EOF) {
			return lines, n > 1, nil
		}
		if err != nil {
			return nil, false, err
		}
		if n == 1 {
			var head journalHead
			if err := json.Unmarshal(text, &head); err != nil || head.Format != journalFormat {
				return nil, false, fmt.Errorf("line 1: this is no journal of form %s", journalFormat)
			}
			if err := head.fits(want); err != nil {
				return nil, false, err
			}
			continue
		}
		var l journalLine
		if err := json.Unmarshal(text, &l); err != nil {
			return nil, false, fmt.Errorf("line %d: %w", n, err)
		}
		if l.Observation == nil || l.URL == "" || l.Browser == "" {
			return nil, false, fmt.Errorf("line %d: a result without browser, url or observation", n)
		}
		if err := l.unpack(); err != nil {
			return nil, false, fmt.Errorf("line %d: %w", n, err)
		}
		lines = append(lines, l)
	}
}

// readReport takes the results out of a json report.
func readReport(name string, want journalHead) ([]journalLine, error) {
	d, err := report.ReadDocument(name)
	if err != nil {
		return nil, err
	}
	head := want // a report says nothing of the rest
	head.Suite, head.Revision, head.Shard, head.Seed, head.Clock, head.Server, head.Traced, head.Behave = d.Suite, d.Revision, d.Shard, d.Seed, d.Clock, d.Server, d.Timing == nil, behaveText(d.Behaviours)
	if err := head.fits(want); err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	if d.Timing == nil {
		d.Timing = &report.Timing{}
	}
	var lines []journalLine
	add := func(side *report.Side, url string, o *compare.Observation, durations map[string]float64) {
		if side != nil && side.Recorded == "" && o != nil {
			lines = append(lines, journalLine{Browser: side.Name, Product: side.Product, URL: url, Duration: durations[url], Observation: o})
		}
	}
	for _, t := range d.Tests {
		add(d.Engine, t.URL, t.Engine, d.Timing.Engine)
		add(d.Chrome, t.URL, t.Chrome, d.Timing.Chrome)
	}
	return lines, nil
}

// fits says what keeps results under h from being results of the run want.
func (h journalHead) fits(want journalHead) error {
	for _, field := range []struct {
		name      string
		was, want any
	}{
		{"suite", h.Suite, want.Suite}, {"choice of tests, or their text,", h.Revision, want.Revision}, {"--shard", h.Shard, want.Shard}, {"--seed", h.Seed, want.Seed}, {"--clock", h.Clock, want.Clock}, {"--server", h.Server, want.Server},
		{"--timeout-multiplier", h.Multiplier, want.Multiplier}, {"--trace", h.Traced, want.Traced}, {"--behave", orNone(h.Behave), orNone(want.Behave)}, {"--browser", strings.Join(h.Browsers, ","), strings.Join(want.Browsers, ",")},
	} {
		if field.was != field.want {
			return fmt.Errorf("that run's %s was %v, this one's is %v", field.name, field.was, field.want)
		}
	}
	return nil
}

// begin writes the journal anew, with what is kept.
func (j *journal) begin(head journalHead, kept []journalLine) error {
	// What is kept must not be lost if this process is killed in between: the new
	// text is put beside the old one and takes its place.
	name := j.name + ".new"
	f, err := os.OpenFile(name, os.O_RDWR|os.O_CREATE|os.O_TRUNC, 0o644)
	if err != nil {
		return err
	}
	if err = lockFile(f); err == nil {
		err = writeJournal(f, head, kept)
	}
	if err == nil {
		err = os.Rename(name, j.name)
	}
	if err != nil {
		f.Close()
		os.Remove(name)
		return err
	}
	j.file.Close()
	j.file = f
	return nil
}

func writeJournal(w io.Writer, head journalHead, lines []journalLine) error {
	out := bufio.NewWriterSize(w, 1<<16)
	e := json.NewEncoder(out)
	e.SetEscapeHTML(false)
	if err := e.Encode(head); err != nil {
		return err
	}
	for _, l := range lines {
		if err := e.Encode(l.packed()); err != nil {
			return err
		}
	}
	return out.Flush()
}

// test writes one result.
func (j *journal) test(e harness.Progress) {
	if j.file == nil || e.Round > 0 {
		return
	}
	// As they are: a trace that is escaped here would not be that of a run which nobody killed.
	var line bytes.Buffer
	encoder := json.NewEncoder(&line)
	encoder.SetEscapeHTML(false)
	l := journalLine{Browser: e.Browser, Product: e.Product, URL: e.Test.URL, Duration: float64(e.Observation.Duration) / float64(time.Millisecond), Observation: e.Observation}
	err := encoder.Encode(l.packed())
	j.mu.Lock()
	defer j.mu.Unlock()
	if err == nil {
		_, err = j.file.Write(line.Bytes())
	}
	if err != nil && j.failure == nil {
		j.failure = err
	}
}

// known is harness.Options.Known.
func (j *journal) known() func(browser string, t wpt.Test) *compare.Observation {
	if j.results == nil {
		return nil
	}
	return func(browser string, t wpt.Test) *compare.Observation { return j.results[browser][t.URL] }
}

// products names the browsers that had nothing left to do.
func (j *journal) products(sides []*harness.Side) {
	for _, s := range sides {
		if s.Product == "" {
			s.Product = j.product[s.Name]
		}
	}
}

// finish takes the journal away once the report holds all of it.
func (j *journal) finish(complete bool) error {
	if j.file == nil {
		return nil
	}
	if complete {
		return os.Remove(j.name)
	}
	if j.failure != nil {
		return cannotRun("%s: %v", j.name, j.failure)
	}
	return nil
}

func (j *journal) close() {
	if j.file == nil {
		return
	}
	if now, err := j.file.Stat(); err == nil && now.Size() == 0 {
		os.Remove(j.name) // nothing came of it
	}
	j.file.Close()
}

// copyFile copies what is left to read of an open file, from its beginning.
func copyFile(to string, from *os.File) error {
	if _, err := from.Seek(0, io.SeekStart); err != nil {
		return err
	}
	f, err := os.Create(to)
	if err != nil {
		return err
	}
	_, err = io.Copy(f, from)
	return errors.Join(err, f.Close())
}
