// Package engine assembles the navigation engine as a library: a Browser holds all windows,
// frames and requests of one user agent, on one goroutine and one clock.
package engine

import (
	"context"
	"crypto/x509"
	"errors"
	"fmt"
	"os"
	"sync"
	"sync/atomic"
	"time"

	"github.com/exeunt/exeunt/fetch"
	"github.com/exeunt/exeunt/internal/bindings"
	"github.com/exeunt/exeunt/internal/eventloop"
	"github.com/exeunt/exeunt/internal/js"
	"github.com/exeunt/exeunt/internal/spec"
	"github.com/exeunt/exeunt/navigation"
)

// Options configure a Browser. The zero value works: it talks to the real network.
type Options struct {
	Seed       uint64            // of random numbers and everything else that is not determined
	Network    fetch.Network     // nil: HTTP over TCP, with Resolve and RootCAs
	Resolve    map[string]string // host patterns ("*.test") to addresses, asked before the system
	RootCAs    *x509.CertPool    // nil: the system's
	Behaviours map[string]string // named behaviours that differ from their defaults
	Limits     Limits
	Observer   Observer // nil: nobody
	UserAgent  string   // the User-Agent header
	Virtual    bool     // start on the virtual clock
	Downloads  Downloads
}

// Limits bound what a hostile page can use up. Zero values stand for the defaults.
type Limits struct {
	Memory int64         // bytes of the JavaScript heap of all windows, and a quarter of it for each worker; default 256 MiB
	Script time.Duration // that one script or task may run; default 10 s, which must have passed and which the process must have worked
	// Work is how much script one task may run on the virtual clock, where a limit in real time would make what a page does depend on
	// the machine: in units of ten thousand turns of loops and calls. Default 5000, some seconds.
	Work int64

	BackForwardCache     int           // pages that each tab keeps for a return; default 6, negative for none
	BackForwardCacheTime time.Duration // on the browser's clock, after which a kept page is loaded again; default 10 min, negative for no end
}

// ErrClosed is returned by the methods of a closed Browser.
var ErrClosed = errors.New("the browser is closed")

// start is the virtual clock's first moment: the same in every run.
var start = time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)

// A Browser is one user agent: its windows, cookies, storage and clock. Its goroutine runs from
// New until Close; Do, Drain and Close may be called from any goroutine.
type Browser struct {
	ua       *navigation.UserAgent
	loop     *eventloop.Loop
	host     *bindings.Host
	observer Observer
	tracer   *spec.Switch
	lines    *js.Lines // of TraceLines
	options  Options

	pages      []*Page
	contexts   int
	downloads  Downloads
	behaviours map[string]string
	running    share // what the running script or task has used
	stopping   atomic.Bool
	failed     bool
	closeOnce  sync.Once
	done       chan struct{}
	cancel     context.CancelFunc
}

// New starts a Browser without pages.
func New(o Options) (*Browser, error) {
	if o.Observer == nil {
		o.Observer = NopObserver{}
	}
	if o.Limits.Memory == 0 {
		o.Limits.Memory = 256 << 20
	}
	if o.Limits.Script == 0 {
		o.Limits.Script = 10 * time.Second
	}
	if o.Limits.BackForwardCache == 0 {
		o.Limits.BackForwardCache = 6
	}
	if o.Limits.BackForwardCacheTime == 0 {
		o.Limits.BackForwardCacheTime = 10 * time.Minute
	}
	if o.Limits.Work == 0 {
		o.Limits.Work = 5000
	}
	if o.UserAgent == "" {
		o.UserAgent = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Exeunt/0.1 Safari/537.36"
	}
	b := &Browser{observer: o.Observer, options: o, behaviours: map[string]string{}, done: make(chan struct{}), tracer: &spec.Switch{}}
	for name, value := range o.Behaviours {
		if err := b.setBehaviour(name, value); err != nil {
			return nil, err
		}
	}
	ctx, cancel := context.WithCancel(spec.WithSwitch(context.Background(), b.tracer))
	b.cancel = cancel
	b.loop = eventloop.New(eventloop.Options{Seed: o.Seed, Start: start, Virtual: o.Virtual, Context: ctx})
	b.ua = navigation.NewUserAgent()
	agent, err := b.newAgent(o.Limits.Memory, o.Seed, b.interrupted)
	if err != nil {
		cancel()
		return nil, fmt.Errorf("start a browser: %w", err)
	}
	b.host = bindings.NewHost(agent)
	b.host.Log = b.console
	b.host.NewAgent = func(w *navigation.WorkerGlobalScope) (*js.Agent, error) {
		return b.newAgent(o.Limits.Memory/4, b.loop.Rand().Uint64(), func() bool { return b.workerInterrupted(w) })
	}
	b.ua.Loop, b.ua.Agent, b.ua.Host, b.ua.Observer = b.loop, agent, b.host, observer{b}
	b.ua.Behaviour = b.behaviour
	b.ua.Prompt = b.prompt
	b.ua.Downloads, b.downloads = downloads{b}, o.Downloads
	b.ua.BackForwardCache = navigation.CacheLimits{Pages: o.Limits.BackForwardCache, Time: o.Limits.BackForwardCacheTime}
	network := o.Network
	if network == nil {
		network = fetch.HTTPNetwork(fetch.HTTPOptions{Resolve: o.Resolve, RootCAs: o.RootCAs})
	}
	b.ua.Fetch = &fetch.UserAgent{
		Loop: b.loop, Network: network, Cookies: fetch.NewCookieStore(b.loop.Now), Name: o.UserAgent,
		Observer: netObserver{b}, Behaviour: b.behaviour,
	}
	b.loop.SetCheckpoint(b.checkpoint)
	b.loop.SetPanicHandler(b.crashed)
	go func() {
		defer close(b.done)
		_ = b.loop.Run(ctx)
		b.ua.Fetch.Close()
		b.ua.CloseAgents()
	}()
	return b, nil
}

// newAgent makes an agent whose script is held to the browser's limits.
func (b *Browser) newAgent(memory int64, seed uint64, interrupt func() bool) (*js.Agent, error) {
	a, err := js.NewAgent(js.Options{
		MemoryLimit: memory, Seed: seed, Now: b.now, Interrupt: interrupt, ConvertError: bindings.ConvertError, MissingThis: b.missingThis,
		Rejection:     b.rejection,
		ResolveModule: bindings.ResolveModule, ImportModule: bindings.ImportModule, LoadModule: bindings.LoadModule,
		CompileString: bindings.CompileString,
		JobAllowed: func(r *js.Realm) bool {
			g, ok := r.Host.(navigation.GlobalScope)
			return !ok || g.MayRunJobs()
		},
	})
	if err == nil {
		a.TraceLines(b.lines)
	}
	return a, err
}

// TraceLines has the browser tell of the lines of the scripts that its windows and workers compile from now on; nil ends that for scripts to
// come. It is called on the browser's goroutine.
func (b *Browser) TraceLines(l *js.Lines) {
	b.lines = l
	b.ua.Agent.TraceLines(l)
	for _, w := range b.ua.AllWorkers() {
		if s := w.Scope(); s != nil && s.Realm() != nil {
			s.Realm().Agent.TraceLines(l)
		}
	}
}

// SetCodeCache has all Browsers of the process keep compiled scripts in a folder that only its user can write to; ""
// ends that. It is for programs that start many processes.
func SetCodeCache(dir string) error { return js.SetCodeCache(dir) }

// Do runs f on the browser's goroutine, between tasks, and waits for it. The clock stands
// still meanwhile.
func (b *Browser) Do(f func(ctx context.Context)) error {
	err := b.loop.Do(func(ctx context.Context) {
		b.arm()
		f(ctx)
	})
	if err != nil {
		return fmt.Errorf("%w: %w", ErrClosed, err)
	}
	return nil
}

// Loop returns the event loop.
func (b *Browser) Loop() *eventloop.Loop { return b.loop }

// UserAgent returns the user agent that the Browser is made of, for inspection.
func (b *Browser) UserAgent() *navigation.UserAgent { return b.ua }

// SetTracer sends the standards' steps to t from now on; nil ends that.
func (b *Browser) SetTracer(t spec.Tracer) { b.tracer.Set(t) }

// Drain returns when nothing that closed pages left behind is in flight, or when ctx ends.
func (b *Browser) Drain(ctx context.Context) error { return b.ua.Fetch.Drain(ctx) }

// Close ends the browser: a running script is stopped, and the goroutine has ended when Close
// returns. What its pages left behind and is not sent yet is lost; see Drain.
func (b *Browser) Close() error {
	b.closeOnce.Do(func() {
		b.stopping.Store(true)
		b.loop.Close()
		b.cancel()
	})
	<-b.done
	return nil
}

// A share is what a script or task has used of its limits.
type share struct {
	work  int64         // as Limits.Work counts it
	began time.Time     // real time
	cpu   time.Duration // what the process had used when the script was first polled
}

// arm gives the work that begins now its share.
func (b *Browser) arm() { b.running = share{began: time.Now()} }

// interrupted is polled by running scripts, after each unit of work. Time counts when it has passed on the clock and in work of the
// process: on a loaded machine a script is not stopped for what others do.
func (b *Browser) interrupted() bool {
	r, limit := &b.running, b.options.Limits.Script
	if r.work++; r.work == 1 {
		r.cpu = cpuTime()
	}
	if b.stopping.Load() || b.loop.Virtual() && r.work > b.options.Limits.Work {
		return true
	}
	return time.Since(r.began) > limit && cpuTime()-r.cpu > limit
}

// workerInterrupted is polled by the running scripts of a worker. What runs while they are paused has shares of its own.
func (b *Browser) workerInterrupted(w *navigation.WorkerGlobalScope) bool {
	if b.interrupted() {
		return true
	}
	before, paused, cpu := b.running, time.Now(), cpuTime()
	stop := w.Yield()
	before.began = before.began.Add(time.Since(paused))
	before.cpu += cpuTime() - cpu
	b.running = before
	return stop
}

// checkpoint follows each task.
func (b *Browser) checkpoint(ctx context.Context) {
	b.ua.PerformMicrotaskCheckpoint(ctx)
	b.arm()
}

// now is what Date reads: milliseconds since the epoch.
func (b *Browser) now() float64 { return float64(b.loop.Now().UnixMicro()) / 1000 }

func (b *Browser) rejection(r *js.Realm, promise, reason js.Value, handled bool) {
	if w, ok := r.Host.(navigation.GlobalScope); ok {
		w.TrackRejection(promise, reason, handled)
	}
}

// crashed is told of a panic at the border of a task: an invariant of ours broke.
func (b *Browser) crashed(v any, stack []byte) {
	b.failed = true
	if os.Getenv("EXEUNT_DEBUG") != "" {
		fmt.Fprintf(os.Stderr, "crash: %v\n%s\n", v, stack)
	}
	for _, p := range b.pages {
		b.observer.Crashed(p, fmt.Sprintf("engine crash: %v\n%s", v, stack))
	}
}

// NewPage opens a top-level page at url; "" is about:blank. It may be called only inside Do.
func (b *Browser) NewPage(ctx context.Context, url string) (*Page, error) {
	t, err := b.ua.NewTopLevelTraversable(ctx, nil, "", nil)
	if err != nil {
		return nil, fmt.Errorf("open a page: %w", err)
	}
	p := t.Host.(*Frame).Page
	if url != "" && url != "about:blank" {
		p.Navigate(ctx, url, "", func(context.Context, string, string) {})
	}
	return p, nil
}

// Pages returns the open pages, oldest first.
func (b *Browser) Pages() []*Page { return b.pages }
