package server

import (
	"bufio"
	"compress/gzip"
	"context"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"strconv"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/exeunt/exeunt/wpt"
)

// A rig is a running server with a client that finds and trusts it.
type rig struct {
	*Server
	t      *testing.T
	client *http.Client
	mu     sync.Mutex
	lines  []Request
}

func start(t *testing.T, files map[string]string) *rig {
	t.Helper()
	root := fstest.MapFS{}
	for name, content := range files {
		root[name] = &fstest.MapFile{Data: []byte(content)}
	}
	return startWith(t, Options{Root: root})
}

func startWith(t *testing.T, o Options) *rig {
	t.Helper()
	r := &rig{t: t}
	o.Log = func(line Request) {
		r.mu.Lock()
		defer r.mu.Unlock()
		r.lines = append(r.lines, line)
	}
	var err error
	r.Server, err = Start(context.Background(), o)
	require.NoError(t, err)
	pool := x509.NewCertPool()
	require.True(t, pool.AppendCertsFromPEM(r.Authority().CACertPEM()))
	transport := &http.Transport{
		DialContext: func(ctx context.Context, network, address string) (net.Conn, error) {
			_, port, _ := net.SplitHostPort(address)
			return (&net.Dialer{}).DialContext(ctx, network, "127.0.0.1:"+port)
		},
		TLSClientConfig:    &tls.Config{RootCAs: pool},
		ForceAttemptHTTP2:  true,
		DisableCompression: true,
	}
	r.client = &http.Client{Transport: transport, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	t.Cleanup(func() {
		transport.CloseIdleConnections()
		require.NoError(t, r.Close())
	})
	return r
}

// an answer is a response whose body has been read.
type answer struct {
	*http.Response
	body string
}

// at is the URL of a path on the first port of a scheme.
func (r *rig) at(scheme, path string) string {
	real := scheme
	if scheme == "h2" {
		real = "https"
	}
	return fmt.Sprintf("%s://%s:%d%s", real, mainHost, r.ports[scheme][0], path)
}

// do sends a request; headers are "Name: value".
func (r *rig) do(method, url, body string, headers ...string) answer {
	r.t.Helper()
	if strings.HasPrefix(url, "/") {
		url = r.at("http", url)
	}
	request, err := http.NewRequest(method, url, strings.NewReader(body))
	require.NoError(r.t, err)
	for _, header := range headers {
		name, value, _ := strings.Cut(header, ": ")
		request.Header.Set(name, value)
	}
	response, err := r.client.Do(request)
	require.NoError(r.t, err)
	defer response.Body.Close()
	content, err := io.ReadAll(response.Body)
	require.NoError(r.t, err)
	return answer{response, string(content)}
}

func (r *rig) get(url string, headers ...string) answer {
	r.t.Helper()
	return r.do("GET", url, "", headers...)
}

func TestStatic(t *testing.T) {
	r := start(t, map[string]string{
		"a/x.txt":                          "0123456789",
		"a/x.txt.headers":                  "X-Own: 1\r\nX-Own: 2\n\nX-All:again",
		"a/__dir__.headers":                "X-All: folder\n",
		"a/b/y.html":                       "<p>",
		"a/b/y.html.sub.headers":           "X-Host: {{host}}<\n",
		"a/b/y.html.headers":               "X-Host: not this\n",
		"a/typed.js":                       "",
		"a/typed.js.headers":               "content-type: text/odd",
		"a/unknown":                        "",
		"a/raw.asis":                       "HTTP/1.1 299 Odd\r\nX-Raw: 1\r\nContent-Length: 2\r\n\r\nhi",
		"tools/secret.txt":                 "",
		"a/tools/secret.txt":               "",
		"resources/webidl2/lib/webidl2.js": "webidl",
	})
	got := r.get("/a/x.txt")
	assert.Equal(t, "0123456789", got.body)
	assert.Equal(t, "text/plain", got.Header.Get("Content-Type"))
	assert.Equal(t, []string{"1", "2"}, got.Header.Values("X-Own"))
	assert.Equal(t, []string{"folder", "again"}, got.Header.Values("X-All"))
	assert.EqualValues(t, 10, got.ContentLength)

	got = r.get("/a/b/y.html")
	assert.Equal(t, []string{mainHost + "<"}, got.Header.Values("X-Host"))
	assert.Empty(t, got.Header.Values("X-All"), "only the nearest folder counts")
	assert.Equal(t, []string{"text/odd"}, r.get("/a/typed.js").Header.Values("Content-Type"))
	assert.Equal(t, "application/octet-stream", r.get("/a/unknown").Header.Get("Content-Type"))
	assert.Equal(t, "webidl", r.get("/resources/WebIDLParser.js").body)

	for _, scheme := range []string{"http", "https", "h2"} {
		got = r.get(r.at(scheme, "/a/raw.asis"))
		assert.Equal(t, 299, got.StatusCode)
		assert.Equal(t, "hi", got.body)
		assert.Equal(t, "1", got.Header.Get("X-Raw"))
	}
	got = r.do("HEAD", "/a/x.txt", "")
	assert.EqualValues(t, 10, got.ContentLength)
	for _, path := range []string{"/a/none", "/tools/secret.txt", "/a/tools/secret.txt", "/a/%2e%2e/a/x.txt", "/..%2fetc/passwd", "/a/x.txt%00"} {
		assert.Equal(t, 404, r.get(path).StatusCode, path)
	}
	assert.Equal(t, 404, r.do("POST", "/a/x.txt", "").StatusCode)

	got = r.get("/a?x")
	assert.Equal(t, 301, got.StatusCode)
	assert.Equal(t, r.at("http", "/a?x/"), got.Header.Get("Location"))
	got = r.get("/a/")
	assert.Contains(t, got.body, `<a href="./b/">b/</a>`)
	assert.Contains(t, got.body, `<a href="./x.txt">x.txt</a>`)
	assert.Contains(t, r.get("/").body, "resources/")
}

func TestRange(t *testing.T) {
	r := start(t, map[string]string{"x.txt": "0123456789"})
	cases := []struct {
		header, body, content string
		status                int
	}{
		{"bytes=2-4", "234", "bytes 2-4/10", 206},
		{"bytes=8-", "89", "bytes 8-9/10", 206},
		{"bytes=-3", "789", "bytes 7-9/10", 206},
		{"bytes=0-2,1-5", "012345", "bytes 0-5/10", 206},
		{"bytes=20-30", "", "bytes */10", 416},
		{"lines=1-2", "", "bytes */10", 416},
	}
	for _, c := range cases {
		got := r.get("/x.txt", "Range: "+c.header)
		assert.Equal(t, c.status, got.StatusCode, c.header)
		assert.Equal(t, c.content, got.Header.Get("Content-Range"), c.header)
		if c.status == 206 {
			assert.Equal(t, c.body, got.body, c.header)
		}
	}
	got := r.get("/x.txt", "Range: bytes=0-1,5-6")
	assert.Contains(t, got.Header.Get("Content-Type"), "multipart/byteranges; boundary=")
	assert.Contains(t, got.body, "Content-Range: bytes 5-6/10\r\n\r\n56\r\n")
}

func TestWrappers(t *testing.T) {
	r := start(t, map[string]string{
		"a/x.window.js":         "// META: title=A & <b>\n// META: timeout=long\n// META: script=/y.js?\"&\n",
		"a/x.window.js.headers": "X-Own: 1",
		"a/z.any.js":            "// META: global=window,worker,dedicatedworker-module\n// META: script=y.js\n// META: title=\"T\"\n",
		"a/w.worker.js":         "",
		"a/s.sub.window.js":     "'{{host}}'",
		"a/static.window.html":  "static",
	})
	got := r.get("/a/x.window.html?q")
	assert.Equal(t, "1", got.Header.Get("X-Own"))
	assert.Equal(t, "text/html", got.Header.Get("Content-Type"))
	assert.Contains(t, got.body, "<title>A &amp; &lt;b></title>")
	assert.Contains(t, got.body, `<meta name="timeout" content="long">`)
	assert.Contains(t, got.body, `<script src="/y.js?&quot;&amp;"></script>`)
	assert.Contains(t, got.body, `<script src="/a/x.window.js"></script>`)
	assert.NotContains(t, got.body, "<html")

	assert.Contains(t, r.get("/a/z.any.html").body, "isWindow: () => true")
	assert.Contains(t, r.get("/a/z.any.worker.html?a<").body, `new Worker("/a/z.any.worker.js?a\x3C")`)
	assert.Contains(t, r.get("/a/z.any.sharedworker.html").body, `new SharedWorker("/a/z.any.worker.js")`)
	assert.Contains(t, r.get("/a/z.any.serviceworker.html").body, `register("/a/z.any.worker.js"`)
	assert.Contains(t, r.get("/a/z.any.worker-module.html").body, `{type: "module"}`)
	assert.Contains(t, r.get("/a/w.worker.html").body, `new Worker("/a/w.worker.js")`)
	got = r.get("/a/z.any.worker.js")
	assert.Equal(t, "text/javascript", got.Header.Get("Content-Type"))
	assert.Contains(t, got.body, "self.META_TITLE = \"\\\"T\\\"\";")
	assert.Contains(t, got.body, "importScripts(\"y.js\");\nimportScripts(\"/a/z.any.js\");\ndone();")
	assert.Contains(t, r.get("/a/z.any.worker-module.js").body, `import "/a/z.any.js";`)
	assert.Contains(t, r.get("/a/s.sub.window.html").body, `src="/a/s.sub.window.js"`)
	assert.Equal(t, "'"+mainHost+"'", r.get("/a/s.sub.window.js").body)
	assert.Equal(t, "static", r.get("/a/static.window.html").body)
	for _, path := range []string{"/a/none.window.html", "/a/z.any.window-module.html", "/a/none.any.worker.js"} {
		assert.Equal(t, 404, r.get(path).StatusCode, path)
	}
	assert.Equal(t, 501, r.get("/a/z.any.shadowrealm-in-window.html").StatusCode)
	assert.Len(t, r.Missing(), 1)
}

func TestPipes(t *testing.T) {
	r := start(t, map[string]string{"x.txt": "0123456789", "s.txt": "<{{GET[x]}}>"})
	got := r.get(`/x.txt?pipe=status(299)|header(X-A,a\,b\))|header(X-B,1)|header(X-B,2,True)|slice(2,-1)`)
	assert.Equal(t, 299, got.StatusCode)
	assert.Equal(t, "a,b)", got.Header.Get("X-A"))
	assert.Equal(t, []string{"1", "2"}, got.Header.Values("X-B"))
	assert.Equal(t, "2345678", got.body)
	assert.EqualValues(t, 7, got.ContentLength)
	assert.Equal(t, "01", r.get("/x.txt?pipe=status(500)&pipe=slice(null,2)").body, "the last parameter counts")
	assert.Equal(t, "<&amp;>", r.get("/s.txt?pipe=sub&x=%26").body)
	assert.Equal(t, "<&>", r.get("/s.txt?pipe=sub(none)&x=%26").body)

	got = r.get("/x.txt?pipe=gzip")
	assert.Equal(t, "gzip", got.Header.Get("Content-Encoding"))
	unzipped, err := gzip.NewReader(strings.NewReader(got.body))
	require.NoError(t, err)
	content, err := io.ReadAll(unzipped)
	require.NoError(t, err)
	assert.Equal(t, "0123456789", string(content))

	got = r.get("/x.txt?pipe=trickle(4:d0.001:r2)")
	assert.Equal(t, "0123456789", got.body)
	assert.EqualValues(t, -1, got.ContentLength)
	assert.Equal(t, "no-cache", got.Header.Get("Pragma"))
	for _, bad := range []string{"nonsense", "status(x)", "status", "header(a)", "trickle(x)", "trickle(0:d0:r2)", "slice(x)"} {
		got = r.get("/x.txt?pipe=" + bad)
		assert.Equal(t, 500, got.StatusCode, bad)
		name, _, _ := strings.Cut(bad, "(")
		assert.Contains(t, got.body, "pipe "+name)
	}
}

func TestSubstitute(t *testing.T) {
	r := start(t, map[string]string{"hash.txt": "abc"})
	c := &call{
		server: r.Server, scheme: "https", host: "www.web-platform.test:8443", path: "/a/b.html", query: "x=%3C&y",
		header: http.Header{"X-A": {"1", "2"}}, get: parseForm("x=%3C&y"),
	}
	cases := []struct{ text, want string }{
		{"{{host}} {{domains[www1]}} {{domains[]}}", "web-platform.test www1.web-platform.test web-platform.test"},
		{"{{hosts[alt][www]}} {{hosts[][]}}", "www.not-web-platform.test web-platform.test"},
		{"{{domains[天気の良い日]}}", "xn--n8j6ds53lwwkrqhv28a.web-platform.test"},
		{"{{domains[nonexistent]}}", "nonexistent.web-platform.test"},
		{"{{ports[http][1]}}", strconv.Itoa(r.ports["http"][1])},
		{"{{location[server]}} {{location[port]}}{{location[pathname]}}{{location[query]}}", "https://www.web-platform.test:8443 8443/a/b.html?x=%3C&y"},
		{"{{GET[x]}}{{GET[none]}}", "<"},
		{"{{headers[x-a]}} {{header_or_default(X-B, none)}}", "1, 2 none"},
		{"{{file_hash(md5, hash.txt)}}", "kAFQmDzST7DWlj99KOF/cg=="},
		{"{{url_base}}{{host }}", "/web-platform.test"},
		{"{ {host}} {{}", "{ {host}} {{}"},
	}
	for _, test := range cases {
		assert.Equal(t, test.want, string(c.substitute([]byte(test.text), false)), test.text)
	}
	ids := strings.Fields(string(c.substitute([]byte("{{$id:uuid()}} {{$id}} {{uuid()}}"), false)))
	assert.Equal(t, ids[0], ids[1])
	assert.NotEqual(t, ids[0], ids[2])
	assert.Regexp(t, `^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$`, ids[0])
	assert.Equal(t, "&lt;", string(c.substitute([]byte("{{GET[x]}}"), true)))
	for _, bad := range []string{"{{}}", "{{none}}", "{{$a:}}", "{{ports[http]}}", "{{ports[http][9]}}", "{{headers[none]}}", "{{uuid}}", "{{host()}}", "{{[x]}}", "{{fs_path(x)}}", "{{domains[none]}}"} {
		assert.Panics(t, func() { c.substitute([]byte(bad), false) }, bad)
	}
}

func TestHandlerFailures(t *testing.T) {
	r := start(t, map[string]string{"x.sub.txt": "{{none}}"})
	got := r.get("/common/echo.py")
	assert.Equal(t, 500, got.StatusCode)
	assert.Contains(t, got.body, "/common/echo.py")
	assert.Equal(t, 500, r.get("/x.sub.txt").StatusCode)
	got = r.do("POST", "/a/none.py", "x")
	assert.Equal(t, 501, got.StatusCode)
	assert.Contains(t, got.body, "/a/none.py")
	assert.Equal(t, []string{"/a/none.py"}, r.Missing())
	assert.Equal(t, 500, r.get("/fetch/api/resources/stash-take.py?key=no-uuid").StatusCode)
}

func TestOverlay(t *testing.T) {
	file := func(content string) *fstest.MapFile { return &fstest.MapFile{Data: []byte(content)} }
	r := startWith(t, Options{
		Root:    fstest.MapFS{"resources/testharness.js": file("theirs"), "resources/testharnessreport.js": file("theirs")},
		Overlay: fstest.MapFS{"testharness.js": file("ours"), "testharnessreport.js": file("ours"), "idlharness.js": file("ours"), "common/utils.js": file("ours")},
	})
	for path, want := range map[string]string{
		"/resources/testharness.js": "theirs", "/resources/testharnessreport.js": "ours", "/resources/idlharness.js": "ours", "/common/utils.js": "ours",
	} {
		assert.Equal(t, want, r.get(path).body, path)
	}
	assert.Equal(t, 404, r.get("/testharness.js").StatusCode, "the overlay's top is /resources/ only")
}

func TestProtocols(t *testing.T) {
	r := start(t, map[string]string{"x.txt": "x"})
	assert.Equal(t, "HTTP/1.1", r.get(r.at("https", "/x.txt")).Proto)
	assert.Equal(t, "HTTP/2.0", r.get(r.at("h2", "/x.txt")).Proto)
	for _, host := range []string{"www.www1.web-platform.test", "xn--lve-6lad.not-web-platform.test", "localhost"} {
		assert.Equal(t, "x", r.get(fmt.Sprintf("https://%s:%d/x.txt", host, r.ports["https"][1])).body)
	}
	got := r.get(r.at("https", "/fetch/api/resources/status.py?code=234&text=Odd%20words"))
	assert.Equal(t, "234 Odd words", got.Status)
	assert.Equal(t, 234, r.get(r.at("h2", "/fetch/api/resources/status.py?code=234&text=Odd")).StatusCode)
}

func TestPorts(t *testing.T) {
	first := start(t, nil)
	second := startWith(t, Options{Root: fstest.MapFS{}, Authority: first.Authority()})
	assert.NotEqual(t, first.Ports()["https"], second.Ports()["https"])
	for _, ports := range second.Ports() {
		for _, port := range ports {
			assert.GreaterOrEqual(t, port, 1000)
		}
	}
	taken := first.Ports()["http"][0]
	_, err := Start(context.Background(), Options{Root: fstest.MapFS{}, Ports: map[string][]int{"https": {taken}}})
	assert.ErrorContains(t, err, strconv.Itoa(taken))
	_, err = Start(context.Background(), Options{Root: fstest.MapFS{}, Ports: map[string][]int{"gopher": {70}}})
	assert.ErrorContains(t, err, "gopher")

	port := second.Ports()["https"][0]
	for _, colon := range []string{":", "%3A", "%253A"} {
		assert.Equal(t, "x https%3A//www.web-platform.test"+colon+"8443/y", second.Canonical(fmt.Sprintf("x https%%3A//www.web-platform.test%s%d/y", colon, port)))
	}
	both := fmt.Sprintf("a:%[1]d localhost:%[1]d%%3A:%%25 127.0.0.1:%[1]d,www1.not-web-platform.test%%3a%[1]d0:", port)
	assert.Equal(t, fmt.Sprintf("a:%d localhost:8443%%3A:%%25 127.0.0.1:8443,www1.not-web-platform.test%%3a%d0:", port, port), second.Canonical(both))
	for _, other := range []string{fmt.Sprintf("example.com:%d", port), "web-platform.test:1", fmt.Sprint(port)} {
		assert.Equal(t, other, second.Canonical(other))
	}
	assert.Equal(t, fmt.Sprintf("https://www.web-platform.test:%d/a.html?x", port),
		second.URL(wpt.Test{URL: "/a.html?x", Scheme: "https", Subdomain: "www"}))
}

func TestWireLog(t *testing.T) {
	r := start(t, map[string]string{"x.txt": "x"})
	r.get("/x.txt?1", "Exeunt-Other: 1", "X-Mine: 2")
	r.do("POST", "/fetch/api/resources/method.py", "abc")
	r.get("/none")
	require.True(t, r.Idle(time.Minute))
	require.Len(t, r.lines, 3)
	assert.Equal(t, []int{1, 2, 3}, []int{r.lines[0].Seq, r.lines[1].Seq, r.lines[2].Seq})
	assert.Equal(t, r.at("http", "/x.txt?1"), r.lines[0].URL)
	assert.Empty(t, r.lines[0].Header.Values("Exeunt-Other"))
	assert.Equal(t, "2", r.lines[0].Header.Get("X-Mine"))
	assert.EqualValues(t, 3, r.lines[1].BodyLength)
	assert.Equal(t, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad", r.lines[1].BodyHash)
	assert.Equal(t, "/fetch/api/resources/method.py", r.lines[1].Handler)
	assert.Equal(t, 404, r.lines[2].Status)
}

func TestWireOrder(t *testing.T) {
	var got []int
	w := newWire(func(r Request) { got = append(got, r.Seq) })
	for range 4 {
		w.arrive()
	}
	w.end(Request{Seq: 2})
	assert.Empty(t, got)
	w.end(Request{Seq: 1})
	assert.Equal(t, []int{1, 2}, got)
	w.end(Request{Seq: 4})
	w.flush()
	assert.Equal(t, []int{1, 2, 4}, got)
	w.end(Request{Seq: 3})
	assert.True(t, w.idle(forsaken, nil))
	assert.Equal(t, []int{1, 2, 4, 3}, got)
}

// A request that never ends holds up the end of one test, not of all that follow.
func TestNotWaitedForTwice(t *testing.T) {
	w := newWire(nil)
	first, second, third := w.arrive(), w.arrive(), w.arrive()
	w.become(second, sleeping)
	w.end(Request{Seq: third})
	stopped := make(chan struct{})
	close(stopped)
	assert.False(t, w.idle(answering, stopped))
	w.forsake(answering)
	assert.True(t, w.idle(answering, nil))
	assert.False(t, w.idle(sleeping, stopped), "the sleeping one is still there")
	w.become(second, answering)
	assert.False(t, w.idle(answering, stopped))
	w.end(Request{Seq: second})
	assert.True(t, w.idle(sleeping, nil))
	assert.False(t, w.idle(forsaken, stopped))
	w.end(Request{Seq: first})
	assert.True(t, w.idle(forsaken, nil))
}

func TestVirtualWait(t *testing.T) {
	r := start(t, map[string]string{"x.txt": "0123456789"})
	for _, scheme := range []string{"http", "h2"} {
		conn := r.client
		var resuming sync.WaitGroup // its answer may come after that of the request
		request, err := http.NewRequest("GET", r.at(scheme, "/common/slow.py?delay=60000"), nil)
		require.NoError(t, err)
		request.Header.Set("Exeunt-Clock", "virtual")
		request = request.WithContext(withInformational(func(code int, header http.Header) {
			assert.Equal(t, 102, code)
			assert.Equal(t, "60000", header.Get("Exeunt-Wait"))
			id := header.Get("Exeunt-Resume")
			resuming.Go(func() {
				response, err := conn.Post(r.at("https", "/.exeunt/resume/"+id), "", nil)
				if assert.NoError(t, err) {
					assert.Equal(t, 204, response.StatusCode)
					_ = response.Body.Close()
				}
			})
		}))
		response, err := conn.Do(request)
		require.NoError(t, err)
		resuming.Wait()
		assert.Equal(t, 200, response.StatusCode)
		assert.Empty(t, response.Header.Get("Exeunt-Wait"))
		_ = response.Body.Close()
	}
	got := r.get("/x.txt?pipe=trickle(d1:4:d2.5:r2)", "Exeunt-Clock: virtual")
	assert.Equal(t, "1000:4,2500:4,2500:2,2500:0", got.Header.Get("Exeunt-Schedule"))
	assert.Equal(t, "0123456789", got.body)
	assert.Equal(t, 404, r.do("POST", "/.exeunt/resume/99", "").StatusCode)
	require.True(t, r.Idle(time.Minute))
	assert.Len(t, r.lines, 3, "resuming is no request of a page")
	for _, line := range r.lines {
		assert.Empty(t, line.Header.Get("Exeunt-Clock"))
	}
}

func TestAborted(t *testing.T) {
	r := start(t, nil)
	conn, err := net.Dial("tcp", address(r.ports["http"][0]))
	require.NoError(t, err)
	_, err = io.WriteString(conn, "GET /common/slow.py?delay=60000 HTTP/1.1\r\nHost: web-platform.test\r\nExeunt-Clock: virtual\r\n\r\n")
	require.NoError(t, err)
	_, err = bufio.NewReader(conn).ReadString('\n') // the 102
	require.NoError(t, err)
	require.NoError(t, conn.Close())
	require.True(t, r.Answered(0), "it waits for the client's clock, or has ended")
	require.True(t, r.wire.idle(sleeping, t.Context().Done()))
	require.Len(t, r.lines, 1)
	assert.True(t, r.lines[0].Aborted)
	assert.Zero(t, r.lines[0].Status)
}

func TestUpstreamServed(t *testing.T) {
	dir := os.Getenv("EXEUNT_WPT")
	if dir == "" {
		t.Skip("EXEUNT_WPT names no web-platform-tests checkout to compare with")
	}
	require.FileExists(t, dir+"/resources/testharness.js", "EXEUNT_WPT must name a web-platform-tests checkout")
	r := startWith(t, Options{Root: os.DirFS(dir), Dir: dir})
	tests, err := wpt.Discover(r.options.Root, []string{"fetch/fetch-later", "beacon"})
	require.NoError(t, err)
	for _, test := range tests {
		assert.Equal(t, 200, r.get(r.URL(test)).StatusCode, test.URL)
	}
	assert.Contains(t, r.get("/common/get-host-info.sub.js").body, "'"+strconv.Itoa(r.ports["https"][0])+"'")
	assert.Equal(t, 404, r.get("/common/none.py").StatusCode)
	assert.Empty(t, r.Missing())
}
