package server

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestCookieHandlers(t *testing.T) {
	r := start(t, nil)
	got := r.get("/cookies/resources/set-cookie.py?name=a&path=%2Fb&samesite=lax&secure", "Origin: https://o.test")
	assert.Regexp(t, `^a=1; Path=/b; Expires=09 Jun \d{4} 10:18:14 GMT;SameSite=lax;Secure$`, got.Header.Get("Set-Cookie"))
	assert.Equal(t, "https://o.test", got.Header.Get("Access-Control-Allow-Origin"))
	assert.Equal(t, "a=b; path=/", r.get("/cookies/resources/set.py?a=b;%20path=/").Header.Get("Set-Cookie"))
	assert.Equal(t, "a=; max-age=0; path=/", r.get("/cookies/resources/drop.py?name=a").Header.Get("Set-Cookie"))
	assert.Equal(t, "a=; max-age=0; path=/; secure", r.get(r.at("https", "/cookies/resources/drop.py?name=a")).Header.Get("Set-Cookie"))
	assert.Equal(t, 500, r.get("/cookies/resources/drop.py").StatusCode)
	assert.Len(t, r.get("/cookies/resources/dropSameSite.py").Header.Values("Set-Cookie"), 4)
	assert.JSONEq(t, `{"a":"1","b":"2"}`, r.get("/cookies/resources/list.py", "Cookie: b=2; a=1").body)
	assert.Equal(t, "self._cookies = [\"a\", \"b\"];\n", r.get("/cookies/resources/list-cookies-for-script.py", "Cookie: b=2; a=1").body)
}

func TestWorkerHandlers(t *testing.T) {
	r := start(t, nil)
	for _, name := range []string{"import", "importScripts", "sharedworker", "worker", "xhr-worker", "xhr"} {
		got := r.get("/workers/baseurl/beta/" + name + ".py")
		assert.Equal(t, 302, got.StatusCode)
		assert.Equal(t, "../gamma/"+name+".js", got.Header.Get("Location"))
	}
	modules := "/workers/modules/resources/"
	assert.Equal(t, `export const cookie = "v";`, r.get(modules+"export-credentials.py", "Cookie: COOKIE_NAME=v").body)
	assert.Equal(t, `export const cookie = "";`, r.get(modules+"export-credentials.py").body)
	assert.Contains(t, r.get(modules+"postmessage-credentials.py", "Cookie: COOKIE_NAME=v").body, `postMessage("v")`)
	assert.Equal(t, `export const referrer = "http://a.test/";`, r.get(modules+"export-referrer-checker.py", "Referer: http://a.test/").body)
	assert.Contains(t, r.get(modules+"postmessage-referrer-checker.py").body, `postMessage("")`)
	assert.Equal(t, "/x", r.get(modules+"redirect.py?location=/x").Header.Get("Location"))
	assert.Equal(t, "Service-Worker", r.get(modules+"export-on-load-script.py").Header.Get("Access-Control-Allow-Headers"))
	assert.Equal(t, "text/css", r.get("/workers/support/imported_script.py?mime=text/css").Header.Get("Content-Type"))
	assert.Equal(t, "nosniff", r.get("/workers/support/nosiniff-error-worker.py").Header.Get("X-Content-Type-Options"))
	assert.Equal(t, "PASS", r.get("/workers/semantics/encodings/003-1.py?x=%C3%A5").body)
	assert.Equal(t, "FAIL", r.get("/workers/semantics/encodings/003-1.py?x=%E5").body)
	got := r.get("/workers/same-site-cookies/resources/worker.py", "Cookie: samesite_lax_set_before_load=test; samesite_none_set_before_load=test")
	assert.Contains(t, got.body, `"ReadOnLoad:LaxNone,ReadOnFetch:"`)
	assert.Equal(t, "samesite_strict_set_on_load=test; SameSite=Strict; path=/; Secure", got.Header.Values("Set-Cookie")[0])
	assert.Equal(t, "/workers/same-site-cookies/resources/worker.py", r.get("/workers/same-site-cookies/resources/worker_redirect.py").Header.Get("Location"))
}

func TestNavigationHandlers(t *testing.T) {
	r := start(t, nil)
	visit := "/navigation-api/navigate-event/resources/cross-origin-redirect-on-second-visit.py?remote_origin=http://o.test&key=" + idA
	assert.Equal(t, 200, r.get(visit).StatusCode)
	for range 2 {
		got := r.get(visit)
		assert.Equal(t, 301, got.StatusCode)
		assert.Equal(t, "http://o.test/common/blank.html", got.Header.Get("Location"))
	}
	second := "/navigation-api/navigation-methods/return-value/resources/204-205-download-on-second-visit.py?id=" + idA
	for action, status := range map[string]int{"204": 204, "205": 205, "download": 200, "other": 400} {
		assert.Equal(t, "initial page", r.get(second).body)
		assert.Equal(t, 204, r.do("POST", second+"&action="+action, "").StatusCode)
		got := r.get(second)
		assert.Equal(t, status, got.StatusCode, action)
		assert.Equal(t, action == "download", got.Header.Get("Content-Disposition") == "attachment")
	}
	beacon := "/page-lifecycle/resources/beacon.py?token=" + idB
	assert.Equal(t, "0", r.get(beacon+"&query").Header.Get("Count"))
	r.do("POST", beacon, "")
	r.do("POST", beacon, "")
	assert.Equal(t, "2", r.get(beacon+"&query").Header.Get("Count"))
}

func TestCacheHandlers(t *testing.T) {
	r := start(t, nil)
	cache := "/fetch/api/request/resources/cache.py?token=" + idA
	got := r.get(cache + "&tag=t&content=c&cache_control=no-cache")
	assert.Equal(t, `"t" c no-cache`, got.Header.Get("ETag")+" "+got.body+" "+got.Header.Get("Cache-Control"))
	assert.Equal(t, 304, r.get(cache+"&tag=t", `If-None-Match: "t"`).StatusCode)
	assert.Equal(t, 302, r.get(cache+"&redirect=/x").StatusCode)
	r.get(cache+"&ignore", "Pragma: no-cache")
	assert.JSONEq(t, `[{}, {"If-None-Match": "\"t\""}, {}, {}]`, r.get(cache+"&querystate").body)
	assert.Equal(t, "null", r.get(cache+"&querystate").body)

	key := "/fetch/connection-pool/resources/network-partition-key.py?uuid=" + idB
	assert.Equal(t, 404, r.get(key).StatusCode)
	assert.Equal(t, "ok. Request was sent 1 times. 1 connections were created.", r.get(key+"&dispatch=check_partition&partition_id=1&addcounter=1").body)
	assert.Equal(t, "Multiple partition IDs used on a socket", r.get(key+"&dispatch=check_partition&partition_id=2").body)
	assert.Equal(t, "Test failed, but cleanup completed.", r.get(key+"&dispatch=clean_up&partition_id=2").body)
	assert.Equal(t, 404, r.get(key+"&dispatch=fetch_file&partition_id=1&subresource_origin=o&include_credentials=1&path=../../etc/passwd").StatusCode)
}

func TestXHRHandlers(t *testing.T) {
	r := start(t, nil)
	assert.Equal(t, "TEST_DELAY", r.get("/xhr/resources/delay.py?ms=1").body)
	got := r.get("/xhr/resources/status.py?code=418&text=Pot&content=x&type=text/x")
	assert.Equal(t, "418 Pot", got.Status)
	assert.Equal(t, "x", got.body)
	assert.Contains(t, r.get("/xhr/resources/echo-headers.py", "X-Mine: 1").body, "X-Mine: 1\r\n")
	assert.Equal(t, "v", r.get("/xhr/resources/parse-headers.py?my-custom-header=v").Header.Get("My-Custom-Header"))
	got = r.do("OPTIONS", "/cors/resources/status.py?code=404&preflight=200&headers=x", "", "Origin: http://o.test")
	assert.Equal(t, 200, got.StatusCode)
	assert.Equal(t, "x", got.Header.Get("Access-Control-Allow-Headers"))
	got = r.get("/service-workers/service-worker/resources/redirect.py?Redirect=/x&ACAOrigin=a,b&ACACredentials=true&Status=307")
	assert.Equal(t, 307, got.StatusCode)
	assert.Equal(t, []string{"a", "b"}, got.Header.Values("Access-Control-Allow-Origin"))
	fetched := "/service-workers/service-worker/resources/fetch-access-control.py"
	assert.Equal(t, 401, r.get(fetched+"?Auth").StatusCode)
	assert.Contains(t, r.get(fetched+"?Auth", "Authorization: Basic dTpw").body, `"password":"p"`)
	assert.True(t, strings.HasPrefix(r.get(fetched+"?PNGIMAGE").body, "\x89PNG"))
	assert.Equal(t, 501, r.get(fetched+"?VIDEO").StatusCode)
}

func TestReports(t *testing.T) {
	r := start(t, nil)
	url := "/reporting/resources/report.py?reportID=" + idA
	assert.Equal(t, 400, r.do("OPTIONS", url, "", "Origin: http://www2.o.test").StatusCode)
	assert.Equal(t, "CORS allowed", r.do("OPTIONS", url, "", "Origin: http://o.test").body)
	for _, body := range []string{`[{"type":"a"},{"type":"b"}]`, `{"csp-report":{}}`} {
		got := r.do("POST", url, body, "Content-Type: application/reports+json", "Origin: http://o.test", "Cookie: c=1")
		assert.Equal(t, "Recorded report "+body, got.body)
	}
	assert.JSONEq(t, `{"report_count": 2}`, r.get(url+"&op=retrieve_count&retain&timeout=0.1").body)
	assert.JSONEq(t, `[]`, r.get(url+"&timeout=0.1&min_count=4").body, "not enough yet")
	assert.JSONEq(t, `[{"type":"a","metadata":{"content_type":"application/reports+json"}},{"type":"b","metadata":{"content_type":"application/reports+json"}},
		{"csp-report":{},"metadata":{"content_type":"application/reports+json"}}]`, r.get(url+"&timeout=0.1&min_count=3&retain").body)
	assert.JSONEq(t, `{"reportCookies": {"c": "[<Cookie '1'>]"}}`, r.get(url+"&op=retrieve_cookies&timeout=0.1").body)
	assert.Equal(t, "reports cleared", r.do("POST", url, `{"op":"DELETE","reportIDs":["`+idA+`"]}`).body)
	assert.JSONEq(t, `[]`, r.get(url+"&timeout=0.1").body)
	assert.Equal(t, 400, r.get("/reporting/resources/report.py").StatusCode)
	// What Python's uuid5(NAMESPACE_OID, "test") gives.
	assert.Equal(t, "b428b5d9-df19-5bb9-a1dc-115e071b836c", endpointID("test"))
}
