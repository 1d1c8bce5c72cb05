package server

import (
	"io"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const (
	idA = "7e2e5d9e-7c5f-4d61-a6c1-6e4c1a0f0d3d"
	idB = "0b0fbd1c-0c63-4a6f-8d0e-6d0f37d3c7aa"
)

func TestCommonHandlers(t *testing.T) {
	r := start(t, nil)
	got := r.get("/common/echo.py?content=a%20%3Cb")
	assert.Equal(t, "a <b", got.body)
	assert.Equal(t, "0", got.Header.Get("X-XSS-Protection"))
	got = r.get("/common/redirect.py?location=/x?y%26z&status=307&enable-cors", "Origin: https://o.test")
	assert.Equal(t, 307, got.StatusCode)
	assert.Equal(t, "/x?y&z", got.Header.Get("Location"))
	assert.Equal(t, "https://o.test", got.Header.Get("Access-Control-Allow-Origin"))
	assert.Equal(t, "*", r.get("/common/redirect-opt-in.py?location=x").Header.Get("Timing-Allow-Origin"))
	assert.Equal(t, 200, r.get("/common/slow.py?delay=1").StatusCode)
	assert.Equal(t, "x", r.get("/common/slow-redirect.py?delay=0&location=x").Header.Get("Location"))
	assert.Equal(t, "0; URL=/x", r.get("/common/refresh.py?location=/x").Header.Get("Refresh"))
	got = r.get(`/common/CustomCorsResponse.py?headers={"X-A":"1"}&content="x"`)
	assert.Equal(t, "1x", got.Header.Get("X-A")+got.body)
}

func TestDispatcher(t *testing.T) {
	r := start(t, nil)
	url := "/common/dispatcher/dispatcher.py?uuid=" + idA
	assert.Equal(t, "not ready", r.get(url).body)
	for _, message := range []string{"one", "two"} {
		assert.Equal(t, "done", r.do("POST", url, message).body)
	}
	// Other ports share the queue.
	assert.Equal(t, "one", r.get(r.at("https", url)).body)
	got := r.do("OPTIONS", url, "", "Origin: https://o.test")
	assert.Empty(t, got.body)
	assert.Equal(t, "https://o.test", got.Header.Get("Access-Control-Allow-Origin"))
	assert.Equal(t, "two", r.get(url).body)
	assert.Empty(t, r.get(url+"&show-headers", "X-Mine: 1").body)
	assert.Contains(t, r.get(url).body, `"x-mine":"1"`)
	assert.Equal(t, "max-age=31536000", r.get(url+"&cacheable").Header.Get("Cache-Control"))
	r.do("POST", url, "left")
	r.Reset(1)
	assert.Equal(t, "not ready", r.get(url).body)
}

func TestExecutorWindow(t *testing.T) {
	r := start(t, nil)
	path := "/html/browsers/browsing-the-web/remote-context-helper/resources/executor-window.py"
	got := r.get(path+"?uuid="+idA+"&script=/a.js&script=/b.js?%26&startOn=pageshow&status=404", "X-Mine: 1")
	assert.Equal(t, 404, got.StatusCode)
	for _, part := range []string{
		`<base href="http://web-platform.test:`, `src="/a.js"`, `src="/b.js?&amp;"`,
		`.append("x-mine", "1")`, `requestExecutor("` + idA + `", "pageshow")`,
	} {
		assert.Contains(t, got.body, part)
	}
	assert.Contains(t, r.get(path+"?uuid="+idA).body, `", null)`)
}

func TestFetchLaterHandlers(t *testing.T) {
	r := start(t, nil)
	set, get := "/fetch/fetch-later/resources/set_beacon.py?uuid="+idA, "/fetch/fetch-later/resources/get_beacon.py?uuid="+idA
	assert.JSONEq(t, `{"data":[]}`, r.get(get).body)
	r.get(set)
	r.do("POST", set, "payload=abc")
	r.do("POST", set, "plain")
	r.do("POST", set, "--x\r\nContent-Disposition: form-data; name=\"payload\"\r\n\r\nform\r\n--x--\r\n", "Content-Type: multipart/form-data; boundary=x")
	for range 2 { // reading does not consume
		assert.JSONEq(t, `{"data":[null,"abc","plain","form"]}`, r.get(get).body)
	}
	cases := []struct {
		name, method, query string
		headers             []string
		status              int
	}{
		{"no uuid", "GET", "?", nil, 400},
		{"origin as expected", "GET", "&expectOrigin=https://o.test", []string{"Origin: https://o.test"}, 200},
		{"another origin", "GET", "&expectOrigin=https://o.test", []string{"Origin: null"}, 500},
		{"no origin", "GET", "&expectOrigin=https://o.test", nil, 500},
		{"cookies as expected", "GET", "&expectCredentials=true", []string{"Cookie: a=b"}, 200},
		{"no cookies", "GET", "&expectCredentials=true", nil, 500},
		{"unwanted cookies", "GET", "", []string{"Cookie: a=b"}, 500},
		{"unwanted preflight", "OPTIONS", "", nil, 500},
		{"preflight", "OPTIONS", "&expectPreflight=true", []string{"Access-Control-Request-Method: POST", "Access-Control-Request-Headers: content-type"}, 200},
	}
	for _, c := range cases {
		url := set + c.query
		if c.query == "?" {
			url, _, _ = strings.Cut(set, "?")
		}
		assert.Equal(t, c.status, r.do(c.method, url, "", c.headers...).StatusCode, c.name)
	}
}

func TestBeaconHandlers(t *testing.T) {
	r := start(t, nil)
	beacon := "/beacon/resources/beacon.py?id=" + idA + "&origin=https://o.test&cmd="
	assert.JSONEq(t, `[]`, r.get(beacon+"stat").body)
	got := r.do("POST", beacon+"store", "5:***", "Content-Type: text/plain")
	assert.Equal(t, "https://o.test", got.Header.Get("Access-Control-Allow-Origin"))
	assert.Equal(t, 500, r.do("POST", beacon+"store", "5:***").StatusCode, "the place is taken")
	assert.JSONEq(t, `[{"error":null,"type":"text/plain"}]`, r.get(beacon+"stat").body)
	r.do("POST", beacon+"store", "9:***")
	assert.Contains(t, r.get(beacon+"stat").body, "9 characters")
	r.do("POST", beacon+"store", "5:*x*")
	assert.Contains(t, r.get(beacon+"stat").body, `(missing)`)
	r.do("OPTIONS", beacon+"store", "")
	assert.Contains(t, r.get(beacon+"stat").body, "Preflight not expected.")
	assert.Equal(t, 400, r.get(beacon+"other").StatusCode)

	inspect := "/beacon/resources/inspect-header.py?header=referer&id=" + idA + "&cmd="
	r.do("POST", inspect+"put", "", "Referer: r")
	assert.Equal(t, "r", r.get(inspect+"get").Header.Get("x-request-referer"))
	assert.Empty(t, r.get(inspect+"get").Header.Values("x-request-referer"))
	both := "/beacon/resources/content-type-and-body.py?id=" + idA + "&cmd="
	r.do("POST", both+"put", "b", "Content-Type: t/t")
	assert.Equal(t, "t/t: b", r.get(both+"get").body)
	assert.Equal(t, 400, r.get(both+"get").StatusCode)
}

func TestFetchHandlers(t *testing.T) {
	r := start(t, nil)
	at := func(rest string) string { return "/fetch/api/resources/" + rest }
	assert.Equal(t, "done", r.get(at("stash-put.py?value=v&key="+idA)).body)
	assert.Equal(t, `"v"`, r.get(at("stash-take.py?key="+idA)).body)
	assert.Equal(t, `null`, r.get(at("stash-take.py?key="+idA)).body)
	assert.Equal(t, "not stashing for cors request", r.get(at("stash-put.py?value=v&mode=cors&disallow_cross_origin&frame_origin=https://o.test&key="+idA)).body)

	got := r.get(at("redirect.py?redirect_status=301&location=/x%3Fa&allow_headers=%E9"))
	assert.Equal(t, 301, got.StatusCode)
	assert.Equal(t, "/x?a&redirect_status=301&location=%2Fx%3Fa&allow_headers=%C3%A9&count=1", got.Header.Get("Location"))
	assert.Equal(t, "*", got.Header.Get("Access-Control-Allow-Origin"))
	assert.Equal(t, "data:x", r.get(at("redirect.py?location=data:x")).Header.Get("Location"))
	assert.Equal(t, "/x", r.get(at("redirect.py?simple&location=/x")).Header.Get("Location"))
	loop := at("redirect.py?location=x&max_count=1&token=" + idA)
	assert.Equal(t, 302, r.get(loop).StatusCode)
	assert.Equal(t, "1", r.get(loop).body)
	assert.Equal(t, "0", r.get(at("clean-stash.py?token="+idA)).body, "another path has another stash")

	pre := at("preflight.py?control_request_headers&allow_methods=PUT&token=" + idB)
	got = r.do("OPTIONS", pre, "", "Access-Control-Request-Method: PUT", "Access-Control-Request-Headers: x-a", "Accept: */*", "Referer: r")
	assert.Equal(t, "PUT", got.Header.Get("Access-Control-Allow-Methods"))
	got = r.do("PUT", pre, "", "Origin: o")
	assert.Equal(t, "1 x-a r o", strings.Join([]string{got.Header.Get("x-did-preflight"), got.Header.Get("x-control-request-headers"), got.Header.Get("x-preflight-referrer"), got.Header.Get("x-origin")}, " "))
	assert.Equal(t, 400, r.do("OPTIONS", pre, "").StatusCode)

	assert.Equal(t, "v", r.get(at("inspect-headers.py?cors&headers=x-a|x-b"), "X-A: v").Header.Get("x-request-x-a"))
	assert.Equal(t, "PUT", r.do("PUT", at("method.py"), "x").Header.Get("x-request-method"))
	assert.Equal(t, 401, r.get(at("authentication.py")).StatusCode)
	assert.Equal(t, "Authentication done", r.get(at("authentication.py"), "Authorization: Basic dXNlcjpwYXNzd29yZA==").body)
	assert.Equal(t, 304, r.get(at("cache.py"), `If-None-Match: "123abc"`).StatusCode)
	assert.Equal(t, "none", r.get(at("dump-authorization-header.py")).body)
	assert.Equal(t, "TEST_TRICKLE\nTEST_TRICKLE\n", r.get(at("trickle.py?ms=1&count=2")).body)
	response, err := r.client.Get(r.at("http", at("bad-chunk-encoding.py?ms=0&count=2")))
	require.NoError(t, err, "the headers are good")
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	require.Error(t, err, "the end is not")
	assert.Equal(t, "TEST_CHUNKTEST_CHUNK", string(body))
}
