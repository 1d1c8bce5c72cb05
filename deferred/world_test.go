package deferred

import (
	"context"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/exeunt/exeunt/fetch"
	"github.com/exeunt/exeunt/internal/dom"
	"github.com/exeunt/exeunt/internal/eventloop"
	"github.com/exeunt/exeunt/internal/policy"
	"github.com/exeunt/exeunt/internal/webidl"
	"github.com/exeunt/exeunt/internal/weburl"
)

// world is a user agent with one tab, made of test doubles for what navigation offers.
type world struct {
	t    testing.TB
	loop *eventloop.Loop
	ua   *fetch.UserAgent
	sent []string // methods and URLs that reached the network, in order
	top  *document

	version int // of the tree
	visits  int // of containers
}

func newWorld(t testing.TB, behaviours ...string) *world {
	w := &world{t: t, loop: eventloop.New(eventloop.Options{Virtual: true, Seed: 1})}
	w.ua = &fetch.UserAgent{Loop: w.loop, Network: w, Behaviour: func(name string) string {
		for i := 0; i+1 < len(behaviours); i += 2 {
			if behaviours[i] == name {
				return behaviours[i+1]
			}
		}
		return ""
	}}
	w.top = w.document("https://t.test/", nil)
	return w
}

// RoundTrip is the network: it notes the request and answers with nothing.
func (w *world) RoundTrip(r *http.Request) (*http.Response, error) {
	r.Header.Del("Exeunt-Clock")
	seen := make(chan struct{})
	w.loop.Post(func(context.Context) {
		w.sent = append(w.sent, r.Method+" "+r.URL.Scheme+"://"+r.Host+r.URL.RequestURI())
		close(seen)
	})
	<-seen
	return &http.Response{
		Status: "200 OK", StatusCode: 200, Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1, Request: r,
		Header: http.Header{"Access-Control-Allow-Origin": {"*"}}, Body: io.NopCloser(strings.NewReader("")),
	}, nil
}

// document is a document with its settings object, its navigable and its container.
type document struct {
	w          *world
	url        *weburl.URL
	origin     weburl.Origin
	policies   *policy.Container
	group      fetch.Group
	container  *container // nil at the top
	children   []*container
	disallowed map[string]bool
	inactive   bool
}

// container is a navigable container; document is the active document of its navigable.
type container struct {
	node        *document
	allow       map[string]func(weburl.Origin) bool
	document    *document
	reservation Reservation
}

func (w *world) document(url string, c *container) *document {
	u := weburl.MustParse(url)
	d := &document{w: w, url: u, origin: u.Origin(), policies: &policy.Container{}, container: c, disallowed: map[string]bool{}}
	d.group.ProcessDeferred = ProcessAll
	if c != nil {
		c.document = d
		d.TreeChanged()
		for _, f := range []string{Feature, FeatureMinimal} {
			d.disallowed[f] = !c.InheritedPolicy(f, d.origin)
		}
	}
	return d
}

// insert puts a container into d and navigates it: quota is reserved for the URL, and perhaps freed for the document that came of it.
func (d *document) insert(url string, edit ...func(c *container)) *document {
	c := &container{node: d, allow: map[string]func(weburl.Origin) bool{}}
	for _, f := range edit {
		f(c)
	}
	d.w.document(d.url.Href(), c) // stands for the initial about:blank, which has d's origin
	d.children = append(d.children, c)
	d.TreeChanged()
	return c.navigate(url, url)
}

// navigate is a navigation that d's own document starts, perhaps redirected.
func (c *container) navigate(url, response string) *document {
	ReserveQuota(context.Background(), c, weburl.MustParse(url).Origin())
	return c.load(response)
}

// load is a new document in the container.
func (c *container) load(url string) *document {
	d := c.node.w.document(url, c)
	PotentiallyFreeQuota(context.Background(), d)
	return d
}

func (d *document) remove(c *container) {
	d.children = slices.DeleteFunc(d.children, func(o *container) bool { return o == c })
	d.TreeChanged()
	for _, g := range c.document.InclusiveDescendantDocuments() {
		g.(*document).inactive = true
	}
	for _, g := range c.document.InclusiveDescendantDocuments() {
		g.FetchGroup().Terminate(d.w.loop.Context())
	}
}

func (d *document) FullyActive() bool        { return !d.inactive }
func (d *document) Origin() weburl.Origin    { return d.origin }
func (d *document) FetchGroup() *fetch.Group { return &d.group }
func (d *document) TopLevel() bool           { return d.container == nil }
func (d *document) TraceString() string      { return d.url.Href() }

func (d *document) ContainerDocument() Document {
	if d.container == nil {
		return nil
	}
	return d.container.node
}

func (d *document) NodeContainer() *Reservation {
	if d.container == nil {
		return nil
	}
	return &d.container.reservation
}

func (d *document) Behaviour(name string) string { return d.w.ua.BehaviourOf(name) }

func (d *document) URL() *weburl.URL { return d.url }
func (d *document) TreeVersion() int { return d.w.version }
func (d *document) TreeChanged()     { d.w.version++ }

func (d *document) VisitContainers(f func(r *Reservation, active Document)) {
	for _, c := range d.children {
		d.w.visits++
		f(&c.reservation, c.document)
	}
}

func (d *document) InclusiveDescendantDocuments() []Document {
	list := []Document{d}
	for _, c := range d.children {
		list = append(list, c.document.InclusiveDescendantDocuments()...)
	}
	return list
}

func (d *document) Reservations() []*Reservation {
	var list []*Reservation
	for _, c := range d.children {
		list = append(list, &c.reservation)
	}
	return list
}

func (d *document) AllowedToUse(feature string) bool {
	return d.FullyActive() && !d.disallowed[feature]
}

func (c *container) Reservation() *Reservation { return &c.reservation }
func (c *container) NodeDocument() Document    { return c.node }

// InheritedPolicy knows the two features' default allowlists, 'self' and *.
func (c *container) InheritedPolicy(feature string, o weburl.Origin) bool {
	if c.node.disallowed[feature] {
		return false
	}
	if allow, ok := c.allow[feature]; ok {
		return allow(o)
	}
	return feature == FeatureMinimal || weburl.SameOrigin(o, c.node.origin)
}

// allowing is an allow attribute that names the feature without values: the origin of src.
func allowing(src string) func(*container) {
	o := weburl.MustParse(src).Origin()
	return func(c *container) {
		c.allow[Feature] = func(x weburl.Origin) bool { return weburl.SameOrigin(x, o) }
	}
}

// settings is the document as fetch.Client.
type settings struct{ *document }

func (s settings) PolicyContainer() *policy.Container { return s.policies }
func (s settings) BaseURL() *weburl.URL               { return s.url }
func (s settings) ReferrerSource() *weburl.URL        { return s.url }
func (s settings) UserAgent() *fetch.UserAgent        { return s.w.ua }
func (s settings) HasCrossSiteAncestor() bool         { return false }
func (s settings) SecureContext() bool                { return true }
func (s settings) TopLevelSite() string               { return s.w.top.origin.Site() }
func (s settings) QueueTask(ctx context.Context, source eventloop.Source, steps func(context.Context)) {
	s.w.loop.QueueTask(ctx, source, s.document, steps)
}
func (s settings) ReportViolation(context.Context, policy.Violation) {}

var _ fetch.Client = settings{}

// signal is an AbortSignal as the bindings show it to FetchLater.
type signal struct{ *dom.AbortSignal }

func (s signal) AbortedReason() error {
	if !s.Aborted() {
		return nil
	}
	return webidl.DOMExceptionf("AbortError", "aborted")
}

func newSignal() signal { return signal{dom.NewAbortSignal()} }

// request makes a request without referrer that counts length bytes for its URL's origin.
func (d *document) request(url string, length int64) *fetch.Request {
	r := fetch.NewRequest(weburl.MustParse(url))
	r.Client, r.Mode, r.Method, r.Referrer.None = settings{d}, "cors", "POST", true
	if rest := length - int64(len(r.URL().HrefNoFragment())); length > 0 {
		require.GreaterOrEqual(d.w.t, rest, int64(0))
		r.Body = fetch.BytesBody(make([]byte, rest))
	}
	return r
}

// later is fetchLater() for that many bytes.
func (d *document) later(url string, length int64) (*Result, error) {
	return FetchLater(context.Background(), d, d.request(url, length), newSignal(), nil)
}

func (d *document) quota(url string) int64 {
	o := weburl.MustParse(url).Origin()
	return AvailableQuota(context.Background(), d, &o)
}
