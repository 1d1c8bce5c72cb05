package harness

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/inspector"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"

	"github.com/exeunt/exeunt/harness/compare"
)

// testStatuses and harnessStatuses give the names of testharness.js's numbers.
var (
	testStatuses    = []string{compare.Pass, compare.Fail, compare.Timeout, compare.NotRun, compare.PreconditionFailed}
	harnessStatuses = []string{compare.OK, compare.Error, compare.Timeout, compare.PreconditionFailed}
)

// What is kept of a page that says too much: bytes of a name, and of a message or
// stack; how many console errors, lifecycle events and subtests.
const (
	nameLimit    = 16 << 10
	messageLimit = 64 << 10
	consoleLimit = 1000
	eventLimit   = 20000
	subtestLimit = 100000
	surfaceLimit = 4 << 20 // bytes
)

// A collector gathers what one visit shows. Its channels are closed once.
type collector struct {
	canonical func(string) string
	dialog    func()
	question  func(payload string)
	asked     chan struct{} // closed when the last question is answered; only where events are delivered

	complete  chan struct{} // testharness.js is through
	failed    chan struct{} // the navigation failed
	committed chan struct{} // Page.navigate was answered
	crashed   chan struct{}
	expired   chan struct{} // the virtual time is used up

	mu              sync.Mutex
	status, message string // of the harness, valid after complete
	failure         string // valid after failed
	subtests        []subtest
	index           map[string]int // by key
	final           []compare.Subtest
	surface         compare.Surface
	lifecycle       []compare.Event
	console         []string
	tokens          compare.Tokens
}

// subtest is one that has begun; its result may come yet.
type subtest struct {
	compare.Subtest
	phase int
}

func newCollector(canonical func(string) string) *collector {
	return &collector{canonical: canonical, dialog: func() {}, question: func(string) {}, index: make(map[string]int),
		complete: make(chan struct{}), failed: make(chan struct{}), committed: make(chan struct{}),
		crashed: make(chan struct{}), expired: make(chan struct{})}
}

// event takes one event of the tab, in the order in which the browser sent them.
func (v *visit) event(ev any) {
	c := v.collector
	v.own.event(ev)
	switch ev := ev.(type) {
	case *runtime.EventBindingCalled:
		switch ev.Name {
		case reportBinding, completeBinding:
			c.report(ev.Payload)
		case probeBinding:
			c.probe(ev.Payload)
		case driverBinding:
			c.ask(ev.Payload)
		}
	case *runtime.EventConsoleAPICalled:
		if ev.Type == runtime.ConsoleAPICalledTypeError || ev.Type == runtime.ConsoleAPICalledTypeAssert {
			c.say("console." + string(ev.Type) + ": " + arguments(ev.Args))
		}
	case *runtime.EventExceptionThrown:
		if d := ev.ExceptionDetails; d != nil {
			text := d.Text
			if d.Exception != nil && d.Exception.Description != "" {
				first, _, _ := strings.Cut(d.Exception.Description, "\n")
				text += " " + first
			}
			c.say(text)
		}
	case *page.EventJavascriptDialogOpening:
		go c.dialog()
	case *inspector.EventTargetCrashed:
		c.once(c.crashed)
	case *emulation.EventVirtualTimeBudgetExpired:
		c.once(c.expired)
	}
}

// ask has a question answered when those before it are: in which order answers
// come must not depend on chance. It cannot be awaited where events are delivered.
func (c *collector) ask(payload string) {
	before, answered := c.asked, make(chan struct{})
	c.asked = answered
	go func() {
		defer close(answered)
		if before != nil {
			<-before
		}
		c.question(payload)
	}()
}

func arguments(args []*runtime.RemoteObject) string {
	var parts []string
	for _, a := range args {
		var s string
		switch {
		case json.Unmarshal(a.Value, &s) == nil:
			parts = append(parts, s)
		case a.Description != "":
			first, _, _ := strings.Cut(a.Description, "\n")
			parts = append(parts, first)
		default:
			parts = append(parts, string(a.Value))
		}
	}
	return strings.Join(parts, " ")
}

// once closes a channel that may be closed already.
func (c *collector) once(ch chan struct{}) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.onceLocked(ch)
}

func (c *collector) onceLocked(ch chan struct{}) {
	select {
	case <-ch:
	default:
		close(ch)
	}
}

// navigated takes the outcome of Page.navigate; a text is an error's. A
// navigation that ended as a download or with status 204 says ERR_ABORTED.
func (c *collector) navigated(errorText string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.onceLocked(c.committed)
	if errorText != "" {
		c.failure = "the page did not load: " + c.canonical(errorText)
		c.onceLocked(c.failed)
	}
}

func (c *collector) say(text string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.console) < consoleLimit {
		c.console = append(c.console, c.text(text, messageLimit))
	}
}

// report takes a message of inject/report.js.
func (c *collector) report(payload string) {
	var m struct {
		Type    string
		ID      int
		Name    string
		Phase   int
		Status  int
		Message string
		Test    *jsTest
		Tests   []jsTest
		Surface json.RawMessage
	}
	if json.Unmarshal([]byte(payload), &m) != nil {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	select {
	case <-c.complete:
		return
	default:
	}
	switch m.Type {
	case "begin":
		name := c.text(m.Name, nameLimit)
		i, ok := c.index[key(m.ID, name)]
		if !ok {
			if i, ok = c.add(m.ID, compare.Subtest{Name: name}); !ok {
				return
			}
		}
		c.subtests[i].phase = m.Phase
	case "result":
		if m.Test == nil {
			return
		}
		t := c.subtest(*m.Test)
		i, ok := c.index[key(m.Test.ID, t.Name)]
		switch {
		case ok && c.subtests[i].Status == "":
			c.subtests[i].Subtest = t
		case ok && m.Test.ID > 0:
			// Told twice; the first time counts.
		default:
			c.add(m.Test.ID, t)
		}
	case "complete":
		for _, t := range m.Tests[:min(len(m.Tests), subtestLimit)] {
			c.final = append(c.final, c.subtest(t))
		}
		c.surface = readSurface(m.Surface)
		c.status, c.message = name(harnessStatuses, m.Status), c.text(m.Message, messageLimit)
		close(c.complete)
	}
}

// readSurface takes what a test of the surface folder found; nil if it is no such thing.
func readSurface(text json.RawMessage) compare.Surface {
	var s compare.Surface
	if len(text) == 0 || len(text) > surfaceLimit || json.Unmarshal(text, &s) != nil {
		return nil
	}
	return s
}

// add files a subtest; ok is false when there are too many.
func (c *collector) add(id int, t compare.Subtest) (i int, ok bool) {
	if len(c.subtests) >= subtestLimit {
		return 0, false
	}
	c.subtests = append(c.subtests, subtest{Subtest: t})
	c.index[key(id, t.Name)] = len(c.subtests) - 1
	return len(c.subtests) - 1, true
}

// key tells subtests apart: by their number, or by name where there is none.
func key(id int, name string) string {
	if id > 0 {
		return strconv.Itoa(id)
	}
	return "name " + name
}

// text makes a text of the page canonical, and keeps at most limit bytes of it.
func (c *collector) text(s string, limit int) string {
	more := len(s) - limit
	if more <= 0 {
		return c.canonical(s)
	}
	cut := strings.ToValidUTF8(s[:limit], "")
	return c.canonical(cut) + fmt.Sprintf(" … (%d bytes more)", len(s)-len(cut))
}

// jsTest is a test as report.js describes it.
type jsTest struct {
	ID      int
	Name    string
	Status  int
	Message string
	Stack   string
}

func (c *collector) subtest(t jsTest) compare.Subtest {
	s := compare.Subtest{Name: c.text(t.Name, nameLimit), Status: name(testStatuses, t.Status)}
	if s.Status != compare.Pass {
		s.Message, s.Stack = c.text(t.Message, messageLimit), c.text(t.Stack, messageLimit)
	}
	return s
}

func name(names []string, i int) string {
	if i < 0 || i >= len(names) {
		return compare.Error
	}
	return names[i]
}

// probe takes a message of inject/probe.js.
func (c *collector) probe(payload string) {
	var e compare.Event
	if json.Unmarshal([]byte(payload), &e) != nil {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	select {
	case <-c.complete:
		// What the page sees of being closed depends on how fast that is.
		return
	default:
	}
	if len(c.lifecycle) >= eventLimit {
		return
	}
	e.Document = c.tokens.Replace(c.canonical(e.Document))
	c.lifecycle = append(c.lifecycle, e)
}

// observation gives what was gathered until the visit ended as said.
func (c *collector) observation(end ending) *compare.Observation {
	c.mu.Lock()
	defer c.mu.Unlock()
	o := &compare.Observation{Status: end.status, Message: c.canonical(end.message), Refusals: end.refusals,
		Lifecycle: c.lifecycle, Console: c.console, Subtests: c.final, Surface: c.surface}
	if o.Subtests == nil {
		o.Subtests = []compare.Subtest{}
	}
	select {
	case <-c.complete:
		return o
	default:
	}
	for _, t := range c.subtests {
		if t.Status == "" {
			t.Subtest.Status = compare.NotRun
			if t.phase > 0 {
				t.Subtest.Status = compare.Timeout
			}
		}
		o.Subtests = append(o.Subtests, t.Subtest)
	}
	return o
}

// mentionsQuota reports whether a message of the harness or of a subtest speaks of a fetchLater() without quota.
func (c *collector) mentionsQuota() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if compare.MentionsQuota(c.message) {
		return true
	}
	for _, s := range c.subtests {
		if compare.MentionsQuota(s.Message) {
			return true
		}
	}
	return slices.ContainsFunc(c.final, func(s compare.Subtest) bool { return compare.MentionsQuota(s.Message) })
}
