// Package compare puts two observations of one test side by side: what two
// browsers made of the same page. It classifies every subtest, and finds the
// first thing that differs on each layer: the wire, the lifecycle events, the
// subtests.
//
// It knows nothing of how an observation came to be.
package compare

import (
	"slices"
	"strings"
	"time"
)

// Harness statuses, as wptreport.json spells them.
const (
	OK                 = "OK"
	Error              = "ERROR"
	Timeout            = "TIMEOUT"
	Crash              = "CRASH"
	PreconditionFailed = "PRECONDITION_FAILED"
	Skip               = "SKIP"
)

// Subtest statuses, besides Timeout and PreconditionFailed.
const (
	Pass   = "PASS"
	Fail   = "FAIL"
	NotRun = "NOTRUN"
)

// An Observation is what was seen of one test in one browser.
//
// Texts in it are canonical: the ports that the test server happened to get
// are replaced by the usual ones.
type Observation struct {
	// Status is the harness status.
	Status string `json:"status"`
	// Message explains a Status that is not OK.
	Message string `json:"message,omitempty"`
	// Subtests stand in the order in which the page made them.
	Subtests []Subtest `json:"subtests"`
	// Wire lists the requests of the test, in order of arrival.
	Wire []Request `json:"wire,omitempty"`
	// Unobserved lists layers that nobody saw: that they are empty says nothing.
	Unobserved []Layer `json:"unobserved,omitempty"`
	// Lifecycle lists the events that the probe saw, in order of arrival.
	Lifecycle []Event `json:"lifecycle,omitempty"`
	// Console lists console errors and uncaught exceptions.
	Console []string `json:"console,omitempty"`
	// Surface holds what a test of the suite's surface folder found; nil for other tests.
	Surface Surface `json:"surface,omitempty"`
	// Refusals lists the fetchLater() calls that threw a QuotaExceededError, in order, with what the engine says of why.
	Refusals []Refusal `json:"refusals,omitempty"`
	// Missing lists server handlers that were asked for and have no Go form.
	Missing []string `json:"missing,omitempty"`
	// Trace holds the standards' steps as the engine reported them, one JSON
	// value each; nil when no trace was asked for.
	Trace Trace `json:"trace,omitempty"`

	// Counts says how often each Status came up in all runs, Repeats and Retries
	// included; nil when there was only one.
	Counts map[string]int `json:"counts,omitempty"`
	// Repeats holds further runs that were asked for, Retries those that followed
	// an unexpected result. They have no trace.
	Repeats []*Observation `json:"repeats,omitempty"`
	Retries []*Observation `json:"retries,omitempty"`

	// Duration is the wall time from opening the tab to having closed it. It
	// is not part of the JSON form, which is the same for the same seed.
	Duration time.Duration `json:"-"`
}

// MentionsQuota reports whether a message speaks of a fetchLater() for which there was not enough quota: by the error's
// name, or by its text where a page shows only that.
func MentionsQuota(message string) bool {
	return strings.Contains(message, "QuotaExceededError") || strings.Contains(message, "fetchLater exceeds its quota")
}

// A Refusal is a fetchLater() call for which there was not enough quota.
type Refusal struct {
	URL       string `json:"url"`
	Document  string `json:"document"` // that called
	Requested int64  `json:"requested"`
	Quota     int64  `json:"quota"` // that was available
	File      string `json:"file,omitempty"`
	Line      int    `json:"line,omitempty"`
	Text      string `json:"text"` // why, in a sentence
}

// Subtest is one subtest's result.
type Subtest struct {
	Name    string `json:"name"`
	Status  string `json:"status"`
	Message string `json:"message,omitempty"`
	Stack   string `json:"stack,omitempty"`
	// Counts says how often each status came up in all runs, "MISSING" standing
	// for those that had no such subtest; nil when there was only one run.
	Counts map[string]int `json:"counts,omitempty"`
}

// A Request is one line of the wire log.
type Request struct {
	Method string `json:"method"`
	// URL is canonical, and its random tokens are numbered in order of their
	// first appearance.
	URL string `json:"url"`
	// Headers holds those that matter, as "name: value", sorted.
	Headers []string `json:"headers,omitempty"`
	// BodyLength is in bytes.
	BodyLength int64 `json:"bodyLength,omitempty"`
	// BodyHash is hexadecimal SHA-256, empty without a body.
	BodyHash string `json:"bodyHash,omitempty"`
	// Status is the answer's; 0 when there was none.
	Status  int  `json:"status"`
	Aborted bool `json:"aborted,omitempty"`
	// Polled says that the page asks this until an answer suits it, so how
	// often it did means nothing.
	Polled bool `json:"polled,omitempty"`
}

// An Event is one lifecycle event that the probe saw in a document.
type Event struct {
	// Document is the document's canonical URL.
	Document string `json:"document"`
	// Frame is the path of indices from the top-level page down to the
	// document's frame, "" for the page itself.
	Frame string `json:"frame,omitempty"`
	// Name is the event's type.
	Name string `json:"event"`
	// Persisted is the flag of pageshow and pagehide.
	Persisted bool `json:"persisted,omitempty"`
	// Visibility is document.visibilityState when the event was seen.
	Visibility string `json:"visibility,omitempty"`
	// ReadyState is document.readyState when the event was seen.
	ReadyState string `json:"readyState,omitempty"`
}

// Observed reports whether somebody saw the layer; an observation that is nil saw none.
func (o *Observation) Observed(l Layer) bool {
	return o != nil && !slices.Contains(o.Unobserved, l)
}

// Passed reports whether the subtest passed.
func (s Subtest) Passed() bool { return s.Status == Pass }

// Passes counts the subtests that passed.
func (o *Observation) Passes() int {
	n := 0
	if o == nil {
		return n
	}
	for _, s := range o.Subtests {
		if s.Passed() {
			n++
		}
	}
	return n
}
