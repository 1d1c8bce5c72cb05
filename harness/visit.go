package harness

import (
	"context"
	_ "embed"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/chromedp/cdproto"
	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"

	"github.com/exeunt/exeunt/harness/compare"
	"github.com/exeunt/exeunt/wpt"
)

//go:embed inject/report.js
var reportScript string

//go:embed inject/probe.js
var probeScript string

// The bindings by which the injected scripts speak; the scripts take them away
// from the page before it can see them.
const (
	reportBinding   = "__exeunt_report"
	completeBinding = "__exeunt_complete"
	probeBinding    = "__exeunt_probe"
)

const (
	// slack is what a test gets beyond its own timeout before the harness
	// ends it, so that testharness.js itself can say what timed out.
	slack = 2 * time.Second
	// openLimit is how long opening a tab may take, and closeLimit closing it.
	openLimit  = 15 * time.Second
	closeLimit = 6 * time.Second
	// recordingLimit is how long handing over a recording may take: a long one is a hundred megabytes.
	recordingLimit = time.Minute
	// commitPatience is how long a navigation may take to commit before
	// virtual time begins to move regardless: the page itself may be served
	// with a delay, which then runs on the virtual clock.
	commitPatience = 250 * time.Millisecond
)

// A visit is one test in one browser context.
type visit struct {
	slot      *slot
	instance  *instance
	test      wpt.Test
	url       string
	collector *collector
	// unanswered tells that the server has no answer for the page.
	unanswered <-chan string

	tab    context.Context // of the test's page
	own    session         // the attachment to it
	others []*session      // those to other pages and frames of the test; touched only while a question is answered
}

// harnessScripts are the scripts whose lines are no part of a test.
var harnessScripts = []string{"/resources/testharness.js", "/resources/testharnessreport.js", "/resources/testdriver.js", "/resources/testdriver-vendor.js"}

// An ending says how a visit ended.
type ending struct {
	status  string // harness status; "" when the visit was interrupted
	message string
	broken  bool // the browser must be replaced
	lost    bool // the browser went away by itself
	// refusals are asked for where a message speaks of one.
	refusals []compare.Refusal
	// recording is what Options.Recorded asks for.
	recording Recording
}

// run opens the test in a context of its own, waits for its end and closes it.
func (v *visit) run(ctx context.Context) ending {
	tab, cancelTab := chromedp.NewContext(v.instance.ctx,
		chromedp.WithNewBrowserContext(), chromedp.WithListener(v.event))
	v.tab, v.own.collector = tab, v.collector
	v.collector.dialog = func() { v.acceptDialog(tab) }
	v.collector.question = func(payload string) { v.answer(tab, payload) }

	end := v.open(ctx, tab)
	if end.status == "" && !end.broken && ctx.Err() == nil {
		end = v.wait(ctx, tab)
	}
	if end.status == compare.OK || end.status == compare.Error {
		v.drain(tab)
	}
	if !end.broken && ctx.Err() == nil && v.collector.mentionsQuota() {
		end.refusals = v.refusals(tab)
	}
	if v.slot.run.Recorded != nil && !end.broken && ctx.Err() == nil {
		end.recording = v.recording(tab)
	}
	v.pause(ctx, tab, end)
	if end.broken || ctx.Err() != nil {
		// Whoever discards the browser ends the tab with it.
		go cancelTab()
		end.broken = true
		return end
	}
	closed := make(chan struct{})
	go func() {
		cancelTab()
		close(closed)
	}()
	timer := time.NewTimer(v.slot.run.stretch(closeLimit))
	defer timer.Stop()
	select {
	case <-closed:
	case <-v.instance.hung:
		end.broken = true
	case <-timer.C:
		end.broken = true
	}
	return end
}

// open opens the tab, prepares it and sends it to the test. An ending without
// status means that all went well.
func (v *visit) open(ctx, tab context.Context) ending {
	done := make(chan error, 1)
	go func() { done <- v.prepare(tab) }()
	limit := v.slot.run.stretch(openLimit)
	timer := time.NewTimer(limit)
	defer timer.Stop()
	select {
	case err := <-done:
		if err != nil {
			if v.isLost() {
				return ending{status: compare.Crash, message: crashMessage(v.instance), broken: true, lost: true}
			}
			return ending{status: compare.Error, message: "the browser could not open the test: " + err.Error(), broken: true}
		}
		return ending{}
	case <-v.instance.lost:
		return ending{status: compare.Crash, message: crashMessage(v.instance), broken: true, lost: true}
	case <-v.instance.hung:
		return v.hang()
	case <-timer.C:
		return ending{status: compare.Timeout, message: fmt.Sprintf("the browser did not open a tab within %s", limit), broken: true, lost: true}
	case <-ctx.Done():
		return ending{broken: true}
	}
}

func (v *visit) isLost() bool {
	select {
	case <-v.instance.lost:
		return true
	default:
		return false
	}
}

func (v *visit) prepare(tab context.Context) error {
	if err := chromedp.Do(tab); err != nil {
		return fmt.Errorf("new tab: %w", err)
	}
	// chromedp asks for network events in every tab. The wire is seen by the server.
	if _, err := chromedp.Call(tab, network.Disable, cdp.Empty{}); err != nil {
		return fmt.Errorf("network events: %w", err)
	}
	for _, name := range []string{reportBinding, completeBinding, probeBinding, driverBinding} {
		if _, err := chromedp.Call(tab, runtime.AddBinding, runtime.AddBindingParams{Name: name}); err != nil {
			return fmt.Errorf("add binding: %w", err)
		}
	}
	multiplier := strconv.FormatFloat(v.slot.run.multiplier(), 'g', -1, 64)
	source := strings.ReplaceAll(reportScript, "__TIMEOUT_MULTIPLIER__", multiplier) + "\n" + driverScript + "\n" + probeScript
	if v.slot.run.Vendor != "" {
		source += "\n" + strings.Replace(vendorScript, "__VENDOR__", v.slot.run.Vendor, 1)
	}
	if _, err := chromedp.Call(tab, page.AddScriptToEvaluateOnNewDocument,
		page.AddScriptToEvaluateOnNewDocumentParams{Source: source}); err != nil {
		return fmt.Errorf("add script: %w", err)
	}
	// A question stops a virtual clock until it is answered, completion for good.
	enable := map[string]any{"record": v.slot.run.Recorded != nil, "evaluate": v.slot.run.Evaluate, "owing": []string{driverBinding}, "final": []string{completeBinding}}
	if v.slot.run.Lines {
		enable["lines"] = map[string]any{"except": harnessScripts}
	}
	if err := chromedp.FromContext(tab).Target.Call(tab, "Exeunt.enable", enable, nil); err != nil && !unknownMethod(err) {
		return fmt.Errorf("enable the recording: %w", err)
	}
	if v.slot.run.browser.Virtual {
		// Time stands until the page is there: an idle about:blank would
		// use up the budget at once.
		if err := v.virtualTime(tab, emulation.VirtualTimePolicyPause, 0); err != nil {
			return err
		}
	}
	go v.navigate(tab)
	if v.slot.run.browser.Virtual {
		timer := time.NewTimer(commitPatience)
		defer timer.Stop()
		select {
		case <-v.collector.committed:
		case <-timer.C:
		}
		budget := v.slot.run.timeout(v.test) + v.slot.run.stretch(slack)
		return v.virtualTime(tab, emulation.VirtualTimePolicyPauseIfNetworkFetchesPending, budget)
	}
	return nil
}

func (v *visit) virtualTime(tab context.Context, policy emulation.VirtualTimePolicy, budget time.Duration) error {
	params := emulation.SetVirtualTimePolicyParams{Policy: policy}
	if budget > 0 {
		milliseconds := float64(budget.Milliseconds())
		params.Budget = &milliseconds
	}
	_, err := chromedp.Call(tab, emulation.SetVirtualTimePolicy, params)
	if err != nil {
		return fmt.Errorf("virtual time: %w", err)
	}
	return nil
}

// navigate sends the tab to the test and tells the collector how it went.
func (v *visit) navigate(tab context.Context) {
	result, err := chromedp.Call(tab, page.Navigate, page.NavigateParams{URL: v.url})
	switch {
	case err != nil && !errors.Is(err, context.Canceled):
		v.collector.navigated(err.Error())
	case err == nil:
		v.collector.navigated(result.ErrorText)
	}
}

// wait waits for the test's end, whoever brings it about.
func (v *visit) wait(ctx, tab context.Context) ending {
	limit := v.slot.run.timeout(v.test) + v.slot.run.stretch(slack)
	watchdog := time.NewTimer(limit)
	defer watchdog.Stop()
	c := v.collector
	// It is open, so there is a channel. When that is closed, all that the tab said has been heard.
	closed, _ := chromedp.Detached(tab)
	select {
	case <-closed:
		select {
		case <-c.complete:
		case <-c.crashed:
		case <-v.instance.lost:
		default:
			return ending{status: compare.Timeout, message: "the page closed before the test was complete"}
		}
	case <-c.complete:
	case <-c.crashed:
	case <-v.instance.lost:
	case <-c.failed:
		return ending{status: compare.Error, message: c.failure}
	case handler := <-v.unanswered:
		return ending{status: compare.Skip, message: lacks(handler)}
	case <-c.expired:
		return ending{status: compare.Timeout, message: "the test's time is used up"}
	case <-watchdog.C:
		return ending{status: compare.Timeout, message: "the test did not end in time"}
	case <-v.instance.hung:
		return v.hang()
	case <-ctx.Done():
		return ending{broken: true}
	}
	select {
	case <-c.complete:
		return ending{status: c.status, message: c.message}
	case <-c.crashed:
		return ending{status: compare.Crash, message: "the page's process crashed"}
	default:
		return ending{status: compare.Crash, message: crashMessage(v.instance), broken: true, lost: true}
	}
}

// drain lets a page whose virtual clock stands still finish what needs no time,
// so that what comes next meets it in the same state in every run.
func (v *visit) drain(tab context.Context) {
	if !v.slot.run.browser.Virtual {
		return
	}
	tab, cancel := context.WithTimeout(tab, v.slot.run.stretch(closeLimit))
	defer cancel()
	if t := chromedp.FromContext(tab).Target; t != nil {
		// A browser that cannot tell is asked for nothing more.
		t.Call(tab, "Exeunt.settle", struct{}{}, nil)
	}
	v.slot.server.Answered(abortLimit)
}

// refusals asks why fetchLater() threw; a browser that cannot tell has none.
func (v *visit) refusals(tab context.Context) []compare.Refusal {
	tab, cancel := context.WithTimeout(tab, v.slot.run.stretch(closeLimit))
	defer cancel()
	var result struct {
		Refusals []compare.Refusal `json:"refusals"`
	}
	t := chromedp.FromContext(tab).Target
	if t == nil || t.Call(tab, "Exeunt.takeRefusals", struct{}{}, &result) != nil || len(result.Refusals) == 0 {
		return nil
	}
	for i := range result.Refusals {
		r := &result.Refusals[i]
		for _, text := range []*string{&r.URL, &r.Document, &r.File, &r.Text} {
			*text = v.slot.canonical(*text)
		}
	}
	return result.Refusals
}

// recording asks for the recording of the run; a browser that knows of none has an empty one.
func (v *visit) recording(tab context.Context) Recording {
	tab, cancel := context.WithTimeout(tab, v.slot.run.stretch(recordingLimit))
	defer cancel()
	var r Recording
	t := chromedp.FromContext(tab).Target
	if t == nil || t.Call(tab, "Exeunt.takeRecording", struct{}{}, &r) != nil {
		return Recording{}
	}
	e := &r.Evaluation
	r.Text, e.Value, e.Thrown = canonicalLines(r.Text, v.slot.canonical), v.slot.canonical(e.Value), v.slot.canonical(e.Thrown)
	return r
}

// acceptDialog answers a dialog as a user would who has no time.
func (v *visit) acceptDialog(tab context.Context) {
	chromedp.Call(tab, page.HandleJavaScriptDialog, page.HandleJavaScriptDialogParams{Accept: true})
}

// unknownMethod reports whether the browser does not know the method.
func unknownMethod(err error) bool {
	var e *cdproto.Error
	return errors.As(err, &e) && e.Code == -32601
}
