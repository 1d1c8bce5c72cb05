// Package harness runs web-platform tests in browsers and observes them.
//
// A browser is a command that serves the Chrome DevTools Protocol, or the
// address of one that runs already. Nothing here asks which browser it talks
// to: the same chromedp calls, the same injected scripts and the same test
// server serve them all.
//
// A side of a run is one browser: some processes of it, each with some slots.
// A slot runs one test at a time, each in a browser context of its own, and
// owns a test server, so that every request which the server logs belongs to
// the slot's test.
package harness

import (
	"context"
	"fmt"
	"hash/fnv"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/exeunt/exeunt/harness/compare"
	"github.com/exeunt/exeunt/wpt"
	"github.com/exeunt/exeunt/wpt/server"
)

// A Browser says how one side of a run is started and used.
type Browser struct {
	// Name is the side's name in reports: "engine" or "chrome".
	Name string
	// Command gives the command line to start a process with. The process
	// must write "DevTools listening on ws://…" to its standard error.
	Command func(Env) []string
	// Endpoint is the address of a browser that runs already (ws://… or
	// http://…); Command is not used then.
	Endpoint string
	// Endpoints are the addresses of several that run already: a grid. One that
	// goes away is left out, and its tests run in the others.
	Endpoints []string
	// Processes is how many processes to run side by side, at least 1.
	Processes int
	// Tabs is how many tests one process runs side by side, at least 1.
	Tabs int
	// TimeoutMultiplier stretches every test's timeout in this browser; 0 stands
	// for that of Options.
	TimeoutMultiplier float64
	// Virtual asks for virtual time, with the test's timeout as its budget.
	Virtual bool
}

// Env is what a command line needs to know of the run.
type Env struct {
	CAFile  string // PEM file of the authority that signs the servers' certificates
	SPKI    string // base64 SHA-256 of that authority's key
	Profile string // an empty folder for the process alone, removed when it ended
	Seed    uint64
}

// Options of a run.
type Options struct {
	Tests []wpt.Test
	// Root is the suite, Overlay what it may lack; see server.Options.
	Root, Overlay fs.FS
	// Dir is where Root is on disk, or "".
	Dir      string
	Browsers []Browser
	// Outside, if not nil, answers the tests instead of a server of ours; the wire is
	// not observed then.
	Outside *Outside
	// Vendor is the testdriver-vendor.js to run where the server that answers has
	// another; "" leaves that alone.
	Vendor string
	Seed   uint64
	// TimeoutMultiplier stretches every test's timeout, and above 1 also how long the
	// harness waits for a browser; 0 means 1.
	TimeoutMultiplier float64
	// Recorded, if not nil, gets the recording of the standards' steps that a browser
	// made of a test's first run, from browsers that make any: lines of text, for
	// engine/recording to read. The steps that it returns are kept in the observation.
	// Calls for different tests may overlap.
	Recorded func(t wpt.Test, r Recording) compare.Trace
	// Lines has recordings tell of every line of the tests' scripts, too.
	Lines bool
	// Evaluate asks, where recordings are made, for the value of a script at one moment.
	Evaluate *Evaluate
	// Repeat is how often every test runs, in the same browser; 0 means 1. The
	// runs after the first are its observation's Repeats.
	Repeat int
	// Restarts is how often every test runs after that, each time in a browser of
	// its own that has just been started.
	Restarts int
	// Watchdog is how long a browser may answer nothing before it is taken for hung
	// and replaced; 0 stands for DefaultWatchdog. TimeoutMultiplier stretches it too.
	Watchdog time.Duration
	// Known, if not nil, gives what is known already of a test in a browser: it
	// is not run again. Progress hears nothing of it.
	Known func(browser string, t wpt.Test) *compare.Observation
	// Pause, if not nil, is called when a test has ended, before its page is closed, and
	// keeps the page until it returns.
	Pause func(ctx context.Context, p Pause)
	// Started, if not nil, is called with the DevTools address of a browser that answers.
	Started func(browser, address string)
	// Progress, if not nil, is called when a test ended. Calls do not overlap.
	Progress func(Progress)
}

// Evaluate is a script, and the event of a recording at which its value is asked for.
type Evaluate struct {
	Event  int    `json:"event"`
	In     string `json:"in"` // whose realm: the recording's key of a document or worker; "" for the event's
	Source string `json:"source"`
}

// A Recording is what a browser recorded of a test.
type Recording struct {
	Text []byte `json:"recording"` // empty when it makes no recordings
	// Product is the browser's own word for itself, Status that of the test's harness.
	Product, Status string `json:"-"`
	// Evaluation answers Options.Evaluate.
	Evaluation struct {
		Reached bool   `json:"reached"`
		Value   string `json:"value"`
		Thrown  string `json:"thrown"`
	} `json:"evaluation"`
}

// Progress tells of one test that ended.
type Progress struct {
	Browser     string
	Product     string // the browser's own word for itself
	Done, Total int
	Test        wpt.Test
	Observation *compare.Observation
	Round       int // above 0 for a repeat
}

// A Side is what one browser made of the tests.
type Side struct {
	Name string
	// Product and UserAgent are the browser's own words.
	Product, UserAgent string
	// Observations holds one per test that ran, by URL.
	Observations map[string]*compare.Observation
	// Wall is the time from starting the browser to the end of the last test.
	Wall time.Duration
	// Restarts counts processes that had to be replaced.
	Restarts int
	// Known counts the observations that Options.Known gave: Wall is without them.
	Known int
}

// ErrStart says that a browser or a test server could not be started.
type ErrStart struct {
	What string
	Err  error
}

// Error says what could not be started and why.
func (e *ErrStart) Error() string { return fmt.Sprintf("cannot start %s: %v", e.What, e.Err) }

// Unwrap gives the cause.
func (e *ErrStart) Unwrap() error { return e.Err }

// Run runs the tests in one browser after the other, so that neither takes the
// machine from the other and their times can be compared.
//
// When ctx ends, Run returns soon with what was observed so far and ctx's
// error; no process outlives the call. An *ErrStart says that a side could not
// go on.
func Run(ctx context.Context, o Options) ([]*Side, error) {
	if o.TimeoutMultiplier <= 0 {
		o.TimeoutMultiplier = 1
	}
	dir, err := os.MkdirTemp("", "exeunt-run-")
	if err != nil {
		return nil, &ErrStart{"the run", err}
	}
	defer os.RemoveAll(dir)
	authority, err := server.NewAuthority()
	if err != nil {
		return nil, &ErrStart{"the test server's authority", err}
	}
	ca, trusted, spki := filepath.Join(dir, "ca.pem"), authority.CACertPEM(), authority.SPKI()
	if o.Outside != nil && len(o.Outside.certs) > 0 {
		trusted, spki = o.Outside.trust()
	}
	if err := os.WriteFile(ca, trusted, 0o600); err != nil {
		return nil, &ErrStart{"the run", err}
	}
	var sides []*Side
	for _, b := range o.Browsers {
		r := &run{Options: o, browser: b, authority: authority, dir: dir, ca: ca, spki: spki,
			side: &Side{Name: b.Name, Observations: make(map[string]*compare.Observation)}}
		err := r.run(ctx)
		sides = append(sides, r.side)
		if err != nil {
			return sides, err
		}
	}
	return sides, nil
}

// A job is one run of a test; round counts its repeats.
type job struct {
	wpt.Test
	round int
}

// run is one side of a run under way.
type run struct {
	Options
	browser   Browser
	authority *server.Authority
	dir, ca   string
	spki      string // the keys that Chrome trusts

	mu       sync.Mutex
	side     *Side
	unrun    []wpt.Test // those that are not known
	done     int
	suspects []job           // ran while their browser was lost to something else
	orphans  []job           // of browsers of a grid that are gone
	recorded map[string]bool // tests of which there is a recording
	failure  error           // ends the side
}

func (r *run) run(ctx context.Context) error {
	begin := time.Now()
	defer func() { r.side.Wall = time.Since(begin) }()
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()

	tests := r.unknown()
	r.unrun = tests
	if len(tests) == 0 {
		return ctx.Err()
	}
	pools := make([]*pool, max(1, r.browser.Processes, len(r.browser.Endpoints)))
	for i := range pools {
		pools[i] = &pool{run: r, index: i}
		defer pools[i].close()
	}
	tabs := max(1, r.browser.Tabs)
	work := make(chan job)
	var workers sync.WaitGroup
	for i := range min(len(pools)*tabs, len(tests)) {
		p := pools[i%len(pools)]
		workers.Go(func() {
			s := &slot{run: r, pool: p, shared: tabs > 1 || r.grid()}
			defer s.close()
			for j := range work {
				err := s.test(ctx, j)
				if err != nil && r.grid() {
					r.orphan(p, j)
					return
				}
				if err != nil {
					r.fail(err)
					cancel()
				}
			}
		})
	}
	gone := make(chan struct{})
	go func() {
		workers.Wait()
		close(gone)
	}()
feed:
	for round := range max(1, r.Repeat) {
		for _, t := range tests {
			select {
			case work <- job{t, round}:
			case <-gone: // nobody is left of a grid
				r.orphan(nil, job{t, round})
			case <-ctx.Done():
				break feed
			}
		}
	}
	close(work)
	workers.Wait()

	// One of the tests that shared a browser which died did it. Each gets a
	// browser's whole attention now, so that only that one is marked.
	r.alone(ctx, pools, append(r.suspects, r.orphans...))
	if r.failure == nil && ctx.Err() == nil {
		r.restarts(ctx, pools, tests)
	}
	for _, o := range r.side.Observations {
		o.Tally()
	}
	if r.failure != nil {
		return r.failure
	}
	return ctx.Err()
}

// alone runs tests one after the other, each in the first browser that is there.
func (r *run) alone(ctx context.Context, pools []*pool, jobs []job) {
	if len(jobs) == 0 || ctx.Err() != nil {
		return
	}
	for _, p := range pools {
		if p.gone {
			continue
		}
		s := &slot{run: r, pool: p}
		defer s.close()
		for len(jobs) > 0 {
			err := s.test(ctx, jobs[0])
			if err != nil && r.grid() {
				break // on to the next browser
			}
			if err != nil {
				r.fail(err)
				return
			}
			jobs = jobs[1:]
		}
	}
	if len(jobs) > 0 && ctx.Err() == nil {
		r.fail(&ErrStart{r.browser.Name, fmt.Errorf("none of the %d browsers answers any more", len(pools))})
	}
}

// grid reports whether the side is several browsers that run on their own account.
func (r *run) grid() bool { return len(r.browser.Endpoints) > 1 }

// orphan keeps a job whose browser is gone; p is that browser's pool.
func (r *run) orphan(p *pool, j job) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if p != nil {
		p.gone = true
	}
	r.orphans = append(r.orphans, j)
}

// restarts runs every test in a browser that has just been started, as often as was asked for.
func (r *run) restarts(ctx context.Context, pools []*pool, tests []wpt.Test) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	var jobs []job
	for round := range r.Restarts {
		for _, t := range tests {
			jobs = append(jobs, job{t, max(1, r.Repeat) + round})
		}
	}
	work := make(chan job)
	var workers sync.WaitGroup
	for _, p := range pools[:min(len(pools), len(jobs))] {
		workers.Go(func() {
			s := &slot{run: r, pool: p}
			defer s.close()
			for j := range work {
				p.restart()
				if err := s.test(ctx, j); err != nil {
					r.fail(err)
					cancel()
				}
			}
		})
	}
	for _, j := range jobs {
		if ctx.Err() != nil {
			break
		}
		work <- j
	}
	close(work)
	workers.Wait()
}

// unknown lists the tests that have to be run, and takes over what is known of the others.
func (r *run) unknown() []wpt.Test {
	if r.Known == nil {
		return r.Tests
	}
	var tests []wpt.Test
	for _, t := range r.Tests {
		if o := r.Known(r.browser.Name, t); o != nil {
			r.side.Observations[t.URL] = o
			r.side.Known++
		} else {
			tests = append(tests, t)
		}
	}
	return tests
}

func (r *run) fail(err error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.failure == nil {
		r.failure = err
	}
}

func (r *run) suspect(j job) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.suspects = append(r.suspects, j)
}

// firstRecording reports whether the recording of a job is the first of its test, and the browser's word for itself.
func (r *run) firstRecording(j job) (product string, first bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	first = r.Recorded != nil && !r.recorded[j.URL] && r.side.Observations[j.URL] == nil
	if r.recorded == nil {
		r.recorded = map[string]bool{}
	}
	r.recorded[j.URL] = true
	return r.side.Product, first
}

func (r *run) record(j job, o *compare.Observation, recording Recording) {
	if product, first := r.firstRecording(j); first && len(recording.Text) > 0 {
		recording.Product, recording.Status = product, o.Status
		o.Trace = r.Recorded(j.Test, recording)
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if first := r.side.Observations[j.URL]; first != nil {
		first.Repeats = append(first.Repeats, o)
	} else {
		r.side.Observations[j.URL] = o
	}
	r.done++
	if r.Progress != nil {
		r.Progress(Progress{Browser: r.browser.Name, Product: r.side.Product, Done: len(r.Tests) - len(r.unrun) + r.done, Total: len(r.Tests) + len(r.unrun)*(max(1, r.Repeat)-1+r.Restarts),
			Test: j.Test, Observation: o, Round: j.round})
	}
}

// seed gives a test's own seed, whichever slot runs it and after whichever
// other tests.
func (r *run) seed(t wpt.Test) uint64 {
	h := fnv.New64a()
	fmt.Fprintf(h, "%d %s", r.Seed, t.URL)
	return h.Sum64()
}

// timeout is how long the page itself lets a test take.
func (r *run) timeout(t wpt.Test) time.Duration {
	d := 10 * time.Second
	if t.Long {
		d = 60 * time.Second
	}
	return time.Duration(float64(d) * r.multiplier())
}

// stretch gives a limit of the harness's own on a machine as slow as the multiplier says.
func (r *run) stretch(limit time.Duration) time.Duration {
	return time.Duration(float64(limit) * max(1, r.multiplier()))
}

func (r *run) multiplier() float64 {
	if r.browser.TimeoutMultiplier > 0 {
		return r.browser.TimeoutMultiplier
	}
	return r.TimeoutMultiplier
}
