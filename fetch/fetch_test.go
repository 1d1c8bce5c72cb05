package fetch

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/exeunt/exeunt/internal/eventloop"
	"github.com/exeunt/exeunt/internal/policy"
	"github.com/exeunt/exeunt/internal/weburl"
)

// page is a Client without a document.
type page struct {
	ua        *UserAgent
	url       *weburl.URL
	group     Group
	container policy.Container
}

func (p *page) Origin() weburl.Origin              { return p.url.Origin() }
func (p *page) PolicyContainer() *policy.Container { return &p.container }
func (p *page) FetchGroup() *Group                 { return &p.group }
func (p *page) BaseURL() *weburl.URL               { return p.url }
func (p *page) ReferrerSource() *weburl.URL        { return p.url }
func (p *page) UserAgent() *UserAgent              { return p.ua }
func (p *page) QueueTask(ctx context.Context, s eventloop.Source, f func(context.Context)) {
	p.ua.Loop.QueueTask(ctx, s, nil, f)
}
func (p *page) HasCrossSiteAncestor() bool                        { return false }
func (p *page) SecureContext() bool                               { return true }
func (p *page) TopLevelSite() string                              { return p.url.Origin().Site() }
func (p *page) ReportViolation(context.Context, policy.Violation) {}

// slowServer answers /slow after two seconds: on the engine's clock if that is virtual.
func slowServer(t *testing.T) *httptest.Server {
	t.Helper()
	var mu sync.Mutex
	resumed := map[string]chan struct{}{}
	mux := http.NewServeMux()
	mux.HandleFunc("/slow", func(w http.ResponseWriter, r *http.Request) {
		if !assert.Equal(t, "virtual", r.Header.Get("Exeunt-Clock")) {
			return
		}
		mu.Lock()
		id := fmt.Sprint(len(resumed))
		ch := make(chan struct{})
		resumed[id] = ch
		mu.Unlock()
		w.Header().Set("Exeunt-Wait", "2000")
		w.Header().Set("Exeunt-Resume", id)
		w.WriteHeader(http.StatusProcessing)
		w.Header().Del("Exeunt-Wait")
		w.Header().Del("Exeunt-Resume")
		select {
		case <-ch:
			fmt.Fprint(w, "late")
		case <-r.Context().Done():
		}
	})
	mux.HandleFunc("/.exeunt/resume/", func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		close(resumed[r.URL.Path[len("/.exeunt/resume/"):]])
		mu.Unlock()
		w.WriteHeader(http.StatusNoContent)
	})
	mux.HandleFunc("/trickle", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Exeunt-Schedule", "100:2,300:1")
		fmt.Fprint(w, "abcde")
	})
	mux.HandleFunc("/cors", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Access-Control-Allow-Origin", r.Header.Get("Origin"))
		w.Header().Set("Access-Control-Allow-Headers", r.URL.Query().Get("allow"))
		fmt.Fprint(w, r.Method)
	})
	mux.HandleFunc("/redirect", func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, "/echo#f", http.StatusSeeOther)
	})
	mux.HandleFunc("/echo", func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprintf(w, "%s %s %s", r.Method, r.Header.Get("Referer"), r.Header.Get("Sec-Fetch-Site"))
	})
	s := httptest.NewServer(mux)
	t.Cleanup(s.Close)
	return s
}

func newPage(t *testing.T, s *httptest.Server) *page {
	t.Helper()
	loop := eventloop.New(eventloop.Options{Virtual: true})
	network := HTTPNetwork(HTTPOptions{Resolve: map[string]string{"*.test": "127.0.0.1", "gone.test": ""}})
	t.Cleanup(func() { loop.Close(); network.CloseIdleConnections() })
	u, err := url.Parse(s.URL)
	require.NoError(t, err)
	return &page{ua: &UserAgent{Loop: loop, Network: network}, url: weburl.MustParse("http://a.test:" + u.Port() + "/page?q#f")}
}

func (p *page) request(t *testing.T, ref string) *Request {
	t.Helper()
	u, err := weburl.ParseBase(ref, p.url)
	require.NoError(t, err)
	r := NewRequest(u)
	r.Client, r.Mode, r.UnsafeRequest = p, "cors", true
	return r
}

// get fetches and gives the response, its body and how long it took on the clock.
func (p *page) get(t *testing.T, r *Request) (*Response, string, time.Duration) {
	t.Helper()
	var response *Response
	var text string
	var took time.Duration
	loop := p.ua.Loop
	start := loop.Elapsed()
	Fetch(loop.Context(), r, Callbacks{ProcessResponseConsumeBody: func(_ context.Context, got *Response, b []byte, _ bool) {
		response, text, took = got, string(b), loop.Elapsed()-start
	}})
	require.NoError(t, loop.Advance(time.Minute))
	require.NotNil(t, response)
	return response, text, took
}

func TestWaitsPassOnTheVirtualClock(t *testing.T) {
	p := newPage(t, slowServer(t))
	_, text, took := p.get(t, p.request(t, "/slow"))
	assert.Equal(t, "late", text)
	assert.Equal(t, 2*time.Second, took)
	_, text, took = p.get(t, p.request(t, "/trickle"))
	assert.Equal(t, "abcde", text)
	assert.Equal(t, 400*time.Millisecond, took)
}

func TestAbortBeforeASlowAnswer(t *testing.T) {
	p := newPage(t, slowServer(t))
	loop := p.ua.Loop
	var got *Response
	var at time.Duration
	c := Fetch(loop.Context(), p.request(t, "/slow"), Callbacks{ProcessResponse: func(_ context.Context, r *Response) {
		got, at = r, loop.Elapsed()
	}})
	loop.After(loop.Context(), 50*time.Millisecond, func(ctx context.Context) { c.Abort(ctx, nil) })
	require.NoError(t, loop.Advance(10*time.Second))
	require.NotNil(t, got)
	assert.True(t, got.Aborted)
	assert.Equal(t, 50*time.Millisecond, at)
}

func TestUnknownNamesFailAtOnce(t *testing.T) {
	p := newPage(t, slowServer(t))
	for _, host := range []string{"gone.test", "nonexistent.a.test", "example.invalid"} {
		r, _, took := p.get(t, p.request(t, "http://"+host+"/"))
		assert.True(t, r.IsNetworkError(), host)
		assert.Equal(t, "net::ERR_NAME_NOT_RESOLVED", r.Failure, host)
		assert.Zero(t, took, host)
	}
}

func TestRedirectTurnsPostIntoGet(t *testing.T) {
	p := newPage(t, slowServer(t))
	r := p.request(t, "/redirect")
	r.Method, r.Body = "POST", BytesBody([]byte("x"))
	response, text, _ := p.get(t, r)
	stripped := p.url.HrefNoFragment()
	assert.Equal(t, "GET "+stripped+" ", text, "no fetch metadata on an insecure URL")
	assert.Len(t, response.URLList, 2)
	assert.Equal(t, "#f", response.URL().Hash())
}

func TestCORS(t *testing.T) {
	s := slowServer(t)
	p := newPage(t, s)
	port := p.url.Port()
	tests := []struct {
		name, path, header, want string
	}{
		{"simple", "/cors", "", "GET"},
		{"no permission", "/echo", "", ""},
		{"header allowed", "/cors?allow=x-a", "x-a", "GET"},
		{"header refused", "/cors?allow=x-b", "x-a", ""},
		{"wildcard covers headers", "/cors?allow=*", "x-a", "GET"},
		{"wildcard leaves out Authorization", "/cors?allow=*", "authorization", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r := p.request(t, "http://b.test:"+port+tt.path)
			if tt.header != "" {
				r.Header.Append(tt.header, "1")
			}
			response, text, _ := p.get(t, r)
			assert.Equal(t, tt.want, text)
			assert.Equal(t, tt.want == "", response.IsNetworkError())
		})
	}
}

func TestKeepaliveLimit(t *testing.T) {
	tests := []struct {
		name           string
		first, second  int
		deferred, fits bool
		limit          string // deferred-keepalive-limit
	}{
		{"exactly the limit", 1 << 15, 1 << 15, false, true, ""},
		{"a byte more", 1 << 15, 1<<15 + 1, false, false, ""},
		{"a deferred fetch by the letter", 1 << 15, 1<<15 + 1, true, false, "standard"},
		{"a deferred fetch that is exempt", 1 << 15, 1 << 16, true, true, "exempt"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			p := newPage(t, slowServer(t))
			p.ua.Behaviour = func(string) string { return tt.limit }
			first := p.request(t, "/echo")
			first.Method, first.Body, first.Keepalive = "POST", BytesBody(make([]byte, tt.first)), true
			Fetch(p.ua.Loop.Context(), first, Callbacks{})
			r := p.request(t, "/echo")
			r.Method, r.Body, r.Keepalive, r.Deferred = "POST", BytesBody(make([]byte, tt.second)), true, tt.deferred
			response, _, _ := p.get(t, r)
			assert.Equal(t, tt.fits, !response.IsNetworkError())
			require.NoError(t, p.ua.Drain(t.Context()))
		})
	}
}

func TestGroupTerminationSparesKeepalive(t *testing.T) {
	for _, keepalive := range []bool{false, true} {
		p := newPage(t, slowServer(t))
		r := p.request(t, "/slow")
		r.Keepalive = keepalive
		var got *Response
		Fetch(p.ua.Loop.Context(), r, Callbacks{ProcessResponse: func(_ context.Context, r *Response) { got = r }})
		p.group.Terminate(p.ua.Loop.Context())
		require.NoError(t, p.ua.Loop.Advance(10*time.Second))
		require.NotNil(t, got)
		assert.Equal(t, keepalive, !got.IsNetworkError())
	}
}

func TestReferrer(t *testing.T) {
	const full, origin = "https://a.test/p?q", "https://a.test/"
	same, cross, insecure := "https://a.test/x", "https://b.test/x", "http://b.test/x"
	tests := []struct {
		policy                policy.ReferrerPolicy
		same, cross, insecure string
	}{
		{"", full, origin, ""},
		{policy.NoReferrer, "", "", ""},
		{policy.NoReferrerWhenDowngrade, full, full, ""},
		{policy.SameOrigin, full, "", ""},
		{policy.Origin, origin, origin, origin},
		{policy.StrictOrigin, origin, origin, ""},
		{policy.OriginWhenCrossOrigin, full, origin, origin},
		{policy.StrictOriginWhenCrossOrigin, full, origin, ""},
		{policy.UnsafeURL, full, full, full},
	}
	for _, tt := range tests {
		for to, want := range map[string]string{same: tt.same, cross: tt.cross, insecure: tt.insecure} {
			r := NewRequest(weburl.MustParse(to))
			r.Referrer.URL, r.ReferrerPolicy = weburl.MustParse("https://u:p@a.test/p?q#f"), tt.policy
			got := ""
			if d := determineReferrer(r); d.URL != nil {
				got = d.URL.Href()
			}
			assert.Equal(t, want, got, "%q to %s", tt.policy, to)
		}
	}
}

func TestRedirectTaint(t *testing.T) {
	tests := []struct {
		name, want string
		urls       []string
	}{
		{"one hop", "same-origin", []string{"https://a.test/", "https://b.test/"}},
		{"there and back", "cross-site", []string{"https://a.test/", "https://b.test/", "https://a.test/"}},
		{"within the site", "same-site", []string{"https://w.a.test/", "https://a.test/"}},
	}
	for _, tt := range tests {
		o := weburl.MustParse("https://a.test/").Origin()
		r := NewRequest(weburl.MustParse(tt.urls[0]))
		r.Origin = &o
		for _, u := range tt.urls[1:] {
			r.URLList = append(r.URLList, weburl.MustParse(u))
		}
		assert.Equal(t, tt.want, redirectTaint(r), tt.name)
	}
}

func TestSafelistedHeaders(t *testing.T) {
	tests := []struct {
		name, value string
		want        bool
	}{
		{"Accept", "text/html", true}, {"Accept", "a\"b", false}, {"accept-language", "de;q=0.1", true},
		{"accept-language", "@", false}, {"Content-Type", "text/plain;x=y", true}, {"Content-Type", "application/json", false},
		{"Range", "bytes=0-", true}, {"Range", "bytes=-5", false}, {"Range", "bytes=5-2", false}, {"X-A", "", false},
	}
	for _, tt := range tests {
		assert.Equal(t, tt.want, IsCORSSafelistedHeader(tt.name, tt.value), "%s: %s", tt.name, tt.value)
	}
}
