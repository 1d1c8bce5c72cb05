package engine

import (
	"context"
	"net/http"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/exeunt/exeunt/fetch"
)

// downloading is an observer that remembers downloads.
type downloading struct {
	NopObserver
	began  []string
	ended  chan *Download
	loaded chan struct{}
}

func (o *downloading) Lifecycle(f *Frame, name string) {
	if name == "load" && f.URL == "https://a.test/" {
		close(o.loaded)
	}
}

func (o *downloading) DownloadBegan(_ *Frame, d *Download) {
	o.began = append(o.began, d.URL+" "+d.Filename+" "+d.State)
}

func (o *downloading) DownloadEnded(_ *Frame, d *Download) { o.ended <- d }

func TestDownloads(t *testing.T) {
	const click = `<a id="a" href="https://a.test/file.bin"></a><script>onload = () => a.click()</script>`
	attachment := http.Header{"Content-Disposition": {`attachment; filename="report.txt"`}}
	for _, c := range []struct {
		name   string
		page   string
		header http.Header // of the file
		began  []string
		state  string // "" when nothing is downloaded
		file   string
		byID   bool
		denied bool
	}{
		{name: "attachment", page: click, header: attachment, began: []string{"https://a.test/file.bin report.txt inProgress"}, state: "completed", file: "report.txt"},
		{name: "attachment without a name", page: click, header: http.Header{"Content-Disposition": {"attachment"}}, began: []string{"https://a.test/file.bin file.bin inProgress"}, state: "completed", file: "file.bin"},
		{name: "name in UTF-8", page: click, header: http.Header{"Content-Disposition": {"attachment; filename*=UTF-8''%e2%82%ac.txt"}}, began: []string{"https://a.test/file.bin €.txt inProgress"}, state: "completed", file: "€.txt"},
		{name: "name with folders", page: click, header: http.Header{"Content-Disposition": {`attachment; filename="../../etc/passwd"`}}, began: []string{"https://a.test/file.bin passwd inProgress"}, state: "completed", file: "passwd"},
		{name: "name of dots", page: click, header: http.Header{"Content-Disposition": {`attachment; filename=".."`}}, began: []string{"https://a.test/file.bin download inProgress"}, state: "completed", file: "download"},
		{name: "download attribute", page: `<a id="a" download="mine.txt" href="/file.bin"></a><script>onload = () => a.click()</script>`, began: []string{"https://a.test/file.bin mine.txt inProgress"}, state: "completed", file: "mine.txt"},
		{name: "download attribute of another origin", page: `<a id="a" download="mine.txt" href="https://b.test/file.bin"></a><script>onload = () => a.click()</script>`, began: []string{"https://b.test/file.bin file.bin inProgress"}, state: "completed", file: "file.bin"},
		{name: "the server's name goes first", page: `<a id="a" download="mine.txt" href="/file.bin"></a><script>onload = () => a.click()</script>`, header: attachment, began: []string{"https://a.test/file.bin report.txt inProgress"}, state: "completed", file: "report.txt"},
		{name: "by ID", page: click, header: attachment, began: []string{"https://a.test/file.bin report.txt inProgress"}, state: "completed", byID: true},
		{name: "denied", page: click, header: attachment, began: []string{"https://a.test/file.bin report.txt inProgress"}, state: "canceled", denied: true},
		{name: "canceled by a listener", page: `<a id="a" download href="/file.bin"></a><script>navigation.onnavigate = (e) => e.preventDefault(); onload = () => a.click()</script>`},
		{name: "sandboxed link", page: `<iframe sandbox="allow-scripts" srcdoc="<a id=a download href=/file.bin></a><script>onload = () => a.click()</script>"></iframe>`},
		{name: "sandboxed frame", page: `<iframe sandbox="allow-scripts" src="/file.bin"></iframe>`, header: attachment},
		{name: "frame", page: `<iframe src="/file.bin"></iframe>`, header: attachment, began: []string{"https://a.test/file.bin report.txt inProgress"}, state: "completed", file: "report.txt"},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := &site{pages: map[string]string{"a.test/": "<!DOCTYPE html>" + c.page}, answer: func(w http.ResponseWriter, _ *http.Request) bool {
				for k, v := range c.header {
					w.Header()[k] = v
				}
				_, _ = w.Write([]byte("the file"))
				return true
			}}
			dir := t.TempDir()
			downloads := Downloads{Dir: dir, ByID: c.byID}
			if c.denied {
				downloads = Downloads{}
			}
			o := &downloading{ended: make(chan *Download, 10), loaded: make(chan struct{})}
			b, err := New(Options{Observer: o, Virtual: true, Network: fetch.HandlerNetwork{Handler: s}, Downloads: downloads})
			require.NoError(t, err)
			defer b.Close()
			var page *Page
			require.NoError(t, b.Do(func(ctx context.Context) {
				page, err = b.NewPage(ctx, "https://a.test/")
				require.NoError(t, err)
			}))
			ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
			defer cancel()
			select {
			case <-o.loaded:
			case <-ctx.Done():
				t.Fatal("the page does not load")
			}
			var d *Download
			if c.state != "" {
				select {
				case d = <-o.ended:
				case <-ctx.Done():
					t.Fatal("the download does not end")
				}
			}
			require.NoError(t, b.Drain(ctx))
			files, err := os.ReadDir(dir)
			require.NoError(t, err)
			require.NoError(t, b.Do(func(context.Context) {
				assert.Equal(t, "https://a.test/", page.Main().URL, "the page stays")
				assert.Equal(t, c.began, o.began)
			}))
			if c.state == "" {
				assert.Empty(t, files)
				return
			}
			assert.Equal(t, c.state, d.State)
			if c.denied {
				assert.Empty(t, files)
				assert.Empty(t, d.Path)
				return
			}
			name := c.file
			if c.byID {
				name = d.ID
			}
			assert.Equal(t, filepath.Join(dir, name), d.Path)
			got, err := os.ReadFile(d.Path)
			require.NoError(t, err)
			assert.Equal(t, "the file", string(got))
			assert.Equal(t, len(got), d.Received)
		})
	}
}

func TestDownloadsReplaceNoFile(t *testing.T) {
	dir := t.TempDir()
	b := &Browser{downloads: Downloads{Dir: dir}}
	for _, want := range []string{"a.txt", "a (1).txt", "a (2).txt"} {
		file, err := downloads{b}.Save(&Download{Filename: "a.txt"}, []byte(want))
		require.NoError(t, err)
		assert.Equal(t, filepath.Join(dir, want), file)
		got, err := os.ReadFile(file)
		require.NoError(t, err)
		assert.Equal(t, want, string(got))
	}
	b.downloads.Dir = filepath.Join(dir, "missing")
	_, err := downloads{b}.Save(&Download{Filename: "a.txt"}, nil)
	assert.Error(t, err)
}
