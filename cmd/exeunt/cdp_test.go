package main

import (
	"bufio"
	"context"
	"net/http"
	"net/http/httptest"
	"os/exec"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/remote"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// startCDP builds the command, starts "exeunt cdp" and returns its address.
func startCDP(t *testing.T) string {
	t.Helper()
	binary := filepath.Join(t.TempDir(), "exeunt")
	out, err := exec.Command("go", "build", "-o", binary, ".").CombinedOutput()
	require.NoError(t, err, string(out))
	cmd := exec.Command(binary, "cdp", "--listen", "127.0.0.1:0", "--exit-with-stdin")
	stdin, err := cmd.StdinPipe()
	require.NoError(t, err)
	stderr, err := cmd.StderrPipe()
	require.NoError(t, err)
	require.NoError(t, cmd.Start())
	t.Cleanup(func() {
		stdin.Close()
		ended := make(chan error, 1)
		go func() { ended <- cmd.Wait() }()
		select {
		case err := <-ended:
			assert.NoError(t, err, "the command ends when its standard input does")
		case <-time.After(10 * time.Second):
			_ = cmd.Process.Kill()
			t.Error("the command did not end with its standard input")
		}
	})
	line, err := bufio.NewReader(stderr).ReadString('\n')
	require.NoError(t, err)
	address, ok := strings.CutPrefix(strings.TrimSpace(line), "DevTools listening on ")
	require.True(t, ok, line)
	return address
}

// openTab starts the command and opens a tab in it, which the test's end closes.
func openTab(t *testing.T) context.Context {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 60*time.Second)
	t.Cleanup(cancel)
	allocator, cancelAllocator := remote.NewAllocator(ctx, startCDP(t), remote.NoModifyURL)
	t.Cleanup(cancelAllocator)
	tab, cancelTab := chromedp.NewContext(allocator)
	t.Cleanup(cancelTab)
	return tab
}

// TestChromedpDrivesTheEngine drives the engine as the harness drives Chrome.
func TestChromedpDrivesTheEngine(t *testing.T) {
	site := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		_, _ = w.Write([]byte("<!doctype html><title>" + r.URL.Path + "</title><p id=x>text of " + r.URL.Path + "</p><iframe srcdoc='<p>inner'></iframe>"))
	}))
	defer site.Close()
	tab := openTab(t)
	load := func(ctx context.Context, url string) string {
		require.NoError(t, chromedp.Do(ctx, chromedp.Navigate(url)))
		title, err := chromedp.Run(ctx, chromedp.Title())
		require.NoError(t, err)
		return title
	}
	assert.Equal(t, "/one", load(tab, site.URL+"/one"))
	text, err := chromedp.Run(tab, chromedp.Evaluate[string](`document.querySelector("#x").textContent + frames.length`))
	require.NoError(t, err)
	assert.Equal(t, "text of /one1", text)
	kind, err := chromedp.Run(tab, chromedp.Evaluate[string](`new Promise(done => setTimeout(() => done(typeof fetchLater), 10))`, chromedp.EvalAwaitPromise))
	require.NoError(t, err)
	assert.Equal(t, "function", kind)
	assert.Equal(t, "/two", load(tab, site.URL+"/two"))
	second, cancelSecond := chromedp.NewContext(tab)
	defer cancelSecond()
	assert.Equal(t, "/three", load(second, site.URL+"/three"), "a second page of the same browser")
	_, err = chromedp.Run(tab, chromedp.Evaluate[string](`nowhere.to.be.found`))
	assert.ErrorContains(t, err, "nowhere")
}

// TestSettle waits for what a page does without time passing, through the engine's own method.
func TestSettle(t *testing.T) {
	var asked atomic.Int32
	site := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		if r.URL.Path == "/next" {
			asked.Add(1)
		}
		_, _ = w.Write([]byte("<!doctype html>"))
	}))
	defer site.Close()
	tab := openTab(t)
	require.NoError(t, chromedp.Do(tab, chromedp.Navigate(site.URL)))
	// The clock stands still, and yet one request follows the other.
	_, err := chromedp.Call(tab, emulation.SetVirtualTimePolicy, emulation.SetVirtualTimePolicyParams{Policy: emulation.VirtualTimePolicyPause})
	require.NoError(t, err)
	_, err = chromedp.Call(tab, runtime.Evaluate, runtime.EvaluateParams{Expression: "(async () => { for (let i = 0; i < 5; i++) await fetch('/next?' + i); })(), 0"})
	require.NoError(t, err)
	require.NoError(t, chromedp.FromContext(tab).Target.Call(tab, "Exeunt.settle", struct{}{}, nil))
	assert.Equal(t, int32(5), asked.Load())
}
