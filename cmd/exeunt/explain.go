package main

import (
	"context"
	"crypto/x509"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/exeunt/exeunt/deferred"
	"github.com/exeunt/exeunt/engine"
	"github.com/exeunt/exeunt/fetch"
	"github.com/exeunt/exeunt/internal/eventloop"
	"github.com/exeunt/exeunt/wpt/server"
)

// explainFlags are the flags of "exeunt explain".
type explainFlags struct {
	suiteFlags
	selectFlags
	behaveFlags
	asJSON     bool
	budget     time.Duration
	at         []time.Duration
	background time.Duration
	seed       uint64
}

func newExplain() *cobra.Command {
	f := &explainFlags{}
	cmd := &cobra.Command{
		Use:   "explain TEST|URL",
		Short: "Explain the deferred-fetch quota of a page, and why fetchLater() threw",
		Long: `Opens a test, or any page, in the engine and tells what becomes of its deferred
fetches: each that is queued, sent, aborted or refused; for each fetchLater() that
threw a QuotaExceededError why it did, and who held the quota; and the quota of
all documents when most was pending, at the moments of --at and at the end.

Time is virtual: --budget is how long the page may run on its own clock. With
--background the browser goes to the background then, and what has an
activateAfter is sent. Sizes are in bytes. A record's number counts the records
of all windows.

Exit status: 0, 2 misuse, 3 could not run, 130 interrupted.`,
		Example: `  exeunt explain fetch/fetch-later/quota/pool.https.window.html
  exeunt explain --wpt ~/wpt fetch/fetch-later/quota/max-payload.https.window.html
  exeunt explain --json TEST | jq '.refusals[].text'
  exeunt explain --at 100ms,2s https://localhost:8080/page
  exeunt explain --behave sandboxed-reserve=opaque TEST`,
		RunE: func(cmd *cobra.Command, args []string) error {
			if f.behaveFlags.asked() {
				return f.behaveFlags.list(cmd.OutOrStdout())
			}
			if len(args) != 1 {
				return misuse("explain takes one test or URL (see %q)", cmd.CommandPath()+" --help")
			}
			return f.explain(cmd, args[0])
		},
	}
	flags := cmd.Flags()
	flags.SortFlags = false
	f.suiteFlags.register(flags)
	f.behaveFlags.register(flags)
	flags.BoolVar(&f.asJSON, "json", false, "write JSON")
	flags.DurationVar(&f.budget, "budget", time.Minute, "let the page run for `DURATION` of its own time")
	flags.DurationSliceVar(&f.at, "at", nil, "tell the quota of all documents at these `DURATIONS` of the page's time")
	flags.DurationVar(&f.background, "background", 0, "the browser goes to the background after `DURATION` of the page's time")
	flags.Uint64Var(&f.seed, "seed", 1, "seed `N` of all that is random in the engine and the test server")
	return cmd
}

// An explanation is what "exeunt explain" tells.
type explanation struct {
	Page     string              `json:"page"`
	Events   []explainedEvent    `json:"events"`
	Refusals []*deferred.Refusal `json:"refusals"`
	// Fullest is the quota of the window that had most pending, when it had; nil if nothing was ever queued.
	Fullest   *deferred.Pool   `json:"fullest,omitempty"`
	FullestAt float64          `json:"fullestAt,omitempty"` // milliseconds
	At        []moment         `json:"at,omitempty"`        // that were asked for
	End       []*deferred.Pool `json:"end"`                 // of each window that is open at the end

	canonical func(string) string
	begin     time.Time
	most      int64
	failure   string
}

// A moment is the quota of each window that is open at one moment.
type moment struct {
	At    float64          `json:"at"` // milliseconds
	Pools []*deferred.Pool `json:"pools"`
}

// pools tells the quota of each window that is open.
func pools(ctx context.Context, b *engine.Browser) []*deferred.Pool {
	list := []*deferred.Pool{}
	for _, p := range b.Pages() {
		if pool := p.DeferredFetches(ctx); pool != nil {
			list = append(list, pool)
		}
	}
	return list
}

// An explainedEvent is one thing that became of a deferred fetch.
type explainedEvent struct {
	At      float64                 `json:"at"` // milliseconds since the page was opened
	Kind    string                  `json:"kind"`
	Record  *deferred.PendingRecord `json:"record,omitempty"`
	Refusal int                     `json:"refusal,omitempty"` // its place in Refusals, from 1
}

// explainer is told by the engine.
type explainer struct {
	engine.NopObserver
	*explanation
	crashed chan string
}

// Deferred notes an event, and the quota if more is pending than ever.
func (x explainer) Deferred(f *engine.Frame, e fetch.DeferredEvent) {
	ua := e.Client.UserAgent()
	now := ua.Loop.Now()
	event := explainedEvent{At: float64(now.Sub(x.begin).Microseconds()) / 1000, Kind: e.Kind}
	if r, ok := e.Refusal.(*deferred.Refusal); ok {
		x.Refusals = append(x.Refusals, r)
		event.Refusal = len(x.Refusals)
	} else {
		record := deferred.Record(e.Record)
		event.Record = &record
	}
	x.Events = append(x.Events, event)
	if f == nil || e.Kind != fetch.DeferredQueued {
		return
	}
	// Telling takes time that grows with what is pending: with much of it not every record is worth that.
	pending := e.Client.FetchGroup().Deferred
	if n := pending.Len(); n > 200 && n%100 != 0 {
		return
	}
	if p := f.Page.DeferredFetches(context.Background()); p != nil && total(p) > x.most {
		x.most, x.Fullest, x.FullestAt = total(p), p, event.At
	}
}

// Crashed ends the run.
func (x explainer) Crashed(_ *engine.Page, reason string) {
	select {
	case x.crashed <- reason:
	default:
	}
}

// total is what is pending in a pool and in those below.
func total(p *deferred.Pool) int64 {
	n := p.Pending
	for _, d := range p.Documents {
		for _, c := range d.Containers {
			if c.Pool != nil {
				n += total(c.Pool)
			}
		}
	}
	return n
}

func (f *explainFlags) explain(cmd *cobra.Command, arg string) error {
	if err := f.behaveFlags.check(); err != nil {
		return err
	}
	if f.budget <= 0 || f.budget > 24*time.Hour {
		return misuse("--budget %s: want a duration above 0, up to 24h", f.budget)
	}
	for _, d := range append([]time.Duration{f.background}, f.at...) {
		if d < 0 || d > f.budget {
			return misuse("--at and --background: want durations from 0 to that of --budget, %s; got %s", f.budget, d)
		}
	}
	o := engine.Options{Seed: f.seed, Behaviours: f.values, Virtual: true}
	x := &explanation{Page: arg, Events: []explainedEvent{}, Refusals: []*deferred.Refusal{}, End: []*deferred.Pool{}, canonical: func(s string) string { return s }}
	url := arg
	if !isURL(arg) {
		s, to, err := f.serve(cmd, arg, &o)
		if err != nil {
			return err
		}
		defer s.Close()
		url, x.canonical = to, s.Canonical
		x.Page = s.Canonical(to)
	}
	if err := f.visit(cmd.Context(), o, url, x); err != nil {
		return err
	}
	if x.failure != "" {
		return cannotRun("%s: %s", x.Page, x.failure)
	}
	if f.asJSON {
		data, err := json.MarshalIndent(x, "", " ")
		if err != nil {
			return cannotRun("%v", err)
		}
		_, err = io.WriteString(cmd.OutOrStdout(), x.canonical(string(data))+"\n")
		return err
	}
	var b strings.Builder
	x.text(&b)
	_, err := io.WriteString(cmd.OutOrStdout(), x.canonical(b.String()))
	return err
}

// isURL tells the URL of a page from the name of a test.
func isURL(arg string) bool {
	return strings.Contains(arg, "://") || strings.HasPrefix(arg, "data:") || strings.HasPrefix(arg, "about:")
}

// serve starts the test server for one test and gives the test's URL.
func (f *explainFlags) serve(cmd *cobra.Command, arg string, o *engine.Options) (*server.Server, string, error) {
	suite, err := f.open()
	if err != nil {
		return nil, "", err
	}
	chosen, err := f.choose(cmd, suite, []string{arg})
	if err != nil {
		return nil, "", err
	}
	if n := len(chosen.Tests); n != 1 {
		return nil, "", misuse("%s means %d tests, the first is %s; explain takes one", arg, n, chosen.Tests[0].URL)
	}
	authority, err := server.NewAuthority()
	if err != nil {
		return nil, "", cannotRun("the certificate authority: %v", err)
	}
	s, err := server.Start(cmd.Context(), server.Options{Root: suite.root, Overlay: suite.overlay, Dir: absolute(suite.dir), Authority: authority, Seed: f.seed})
	if err != nil {
		return nil, "", cannotRun("the test server: %v", err)
	}
	o.Resolve = map[string]string{"*.test": "127.0.0.1"}
	o.RootCAs = x509.NewCertPool()
	o.RootCAs.AppendCertsFromPEM(authority.CACertPEM())
	return s, s.URL(chosen.Tests[0]), nil
}

// visit opens the page and lets its time go by.
func (f *explainFlags) visit(ctx context.Context, o engine.Options, url string, x *explanation) error {
	watcher := explainer{explanation: x, crashed: make(chan string, 1)}
	o.Observer = watcher
	b, err := engine.New(o)
	if err != nil {
		return cannotRun("%v", err)
	}
	defer b.Close()
	expired := make(chan struct{})
	failed := make(chan string, 1)
	err = b.Do(func(ctx context.Context) {
		page, err := b.NewPage(ctx, "")
		if err != nil {
			failed <- err.Error()
			return
		}
		b.WatchDeferredFetches()
		x.begin = b.Loop().Now()
		f.plan(ctx, b, x)
		page.Navigate(ctx, url, "", func(_ context.Context, _, errorText string) {
			if errorText != "" {
				failed <- "the page cannot be loaded: " + errorText
				return
			}
		})
		b.Loop().VirtualTime(eventloop.Policy{Budget: f.budget, Expired: func() { close(expired) }})
	})
	if err != nil {
		return cannotRun("%v", err)
	}
	select {
	case <-expired:
	case x.failure = <-failed:
	case reason := <-watcher.crashed:
		x.failure, _, _ = strings.Cut(reason, "\n")
	case <-ctx.Done():
		return &exitError{exitInterrupt, errors.New("interrupted")}
	}
	select {
	case x.failure = <-failed:
	default:
	}
	return b.Do(func(ctx context.Context) { x.End = pools(ctx, b) })
}

// plan has happen what is to happen while the page runs.
func (f *explainFlags) plan(ctx context.Context, b *engine.Browser, x *explanation) {
	for _, at := range f.at {
		b.Loop().After(ctx, at, func(ctx context.Context) {
			x.At = append(x.At, moment{float64(at.Microseconds()) / 1000, pools(ctx, b)})
		})
	}
	if f.background > 0 {
		b.Loop().After(ctx, f.background, func(ctx context.Context) {
			for _, p := range b.Pages() {
				p.AboutToLoseScripts(ctx)
			}
		})
	}
}

// text writes the explanation for a reader.
func (x *explanation) text(w io.Writer) {
	fmt.Fprintln(w, x.Page)
	if len(x.Events) == 0 {
		fmt.Fprintln(w, "\nNothing was queued, and nothing refused.")
	} else {
		fmt.Fprintln(w, "\nWhat became of deferred fetches:")
	}
	for _, e := range x.Events {
		at := fmt.Sprintf("  %9.3f ms  ", e.At)
		if e.Refusal > 0 {
			r := x.Refusals[e.Refusal-1]
			fmt.Fprintf(w, "%srefused    %s %s in %s%s\n%27s%s\n", at, r.Method, clipped(r.URL), clipped(r.Document), sitePlace(r.File, r.Line), "", r.Text)
			continue
		}
		fmt.Fprintf(w, "%s%-10s record %d: %s\n", at, e.Kind, e.Record.Number, recordLine(*e.Record, e.Kind == fetch.DeferredQueued))
	}
	for i, r := range x.Refusals {
		fmt.Fprintf(w, "\nQuotaExceededError %d: fetchLater(%s)%s %s\n", i+1, clipped(r.URL), sitePlace(r.File, r.Line), r.Text)
		poolText(w, r.Pool, "  ")
	}
	if x.Fullest != nil {
		fmt.Fprintf(w, "\nWhen most was pending, at %.3f ms:\n", x.FullestAt)
		poolText(w, x.Fullest, "  ")
	}
	for _, m := range x.At {
		for _, p := range m.Pools {
			fmt.Fprintf(w, "\nAt %.3f ms:\n", m.At)
			poolText(w, p, "  ")
		}
	}
	for _, p := range x.End {
		fmt.Fprintln(w, "\nAt the end:")
		poolText(w, p, "  ")
	}
}
