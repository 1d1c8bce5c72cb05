package navigation

import (
	"context"
	"mime"
	"path"
	"strings"

	"github.com/exeunt/exeunt/fetch"
	"github.com/exeunt/exeunt/internal/dom"
	"github.com/exeunt/exeunt/internal/eventloop"
	"github.com/exeunt/exeunt/internal/policy"
	"github.com/exeunt/exeunt/internal/spec"
	"github.com/exeunt/exeunt/internal/weburl"
)

// A Download is a response that is saved, not shown.
type Download struct {
	ID       string
	URL      string
	Filename string // the suggested one: without folders, never empty
	State    string // "inProgress", "completed" or "canceled"
	Received int    // bytes, once they are there
	Path     string // absolute path of the file, "" where there is none
}

// Downloads is the embedder's place for downloads.
type Downloads interface {
	// Begin tells that n's page, or a navigation of n, starts a download, and says whether it may be saved.
	Begin(n *Navigable, d *Download) (allowed bool)
	// Save stores the bytes and returns an absolute path, "" for none.
	Save(d *Download, body []byte) (path string, err error)
	// End tells that the download is completed or canceled.
	End(n *Navigable, d *Download)
}

// A downloadSource is where a download comes from: the page whose link asks for it, with what the link's download attribute
// says, or a navigation's initiator.
type downloadSource struct {
	origin   *weburl.Origin // the interface origin, nil for the browser's user
	proposed string         // the proposed filename, "" for none
}

// handleAsDownload implements "handle as a download" for a response whose body is to come. It runs in parallel steps and waits there.
// https://html.spec.whatwg.org/multipage/links.html#handle-as-a-download
func (n *Navigable) handleAsDownload(ctx context.Context, response *fetch.Response, body *bodyReader, from downloadSource) {
	ctx, s := spec.Begin(ctx, spec.HandleAsDownload, n, response.URL())
	defer s.End()
	s.Step("1")
	d := &Download{ID: n.ua.newID("download-"), URL: response.URL().Href(), Filename: suggestedFilename(ctx, response, from), State: "inProgress"}
	s.Step("2")
	if n.ua.Downloads == nil {
		return
	}
	end := func(state string) {
		d.State = state
		n.ua.Downloads.End(n, d)
	}
	s.Step("3")
	if !n.ua.Downloads.Begin(n, d) {
		s.Step("3.1")
		end("canceled")
		return
	}
	s.Step("5")
	eventloop.WaitUntil(ctx, func() bool { return body.done })
	d.Received = len(body.bytes)
	s.Step("5.1")
	file, err := "", error(nil)
	if !body.failed {
		file, err = n.ua.Downloads.Save(d, body.bytes)
	}
	if body.failed || err != nil {
		s.Step("5.2.1")
		end("canceled")
		return
	}
	d.Path = file
	s.Step("5.3")
	end("completed")
}

// suggestedFilename implements "get the suggested filename".
// https://html.spec.whatwg.org/multipage/links.html#getting-the-suggested-filename
func suggestedFilename(ctx context.Context, response *fetch.Response, from downloadSource) string {
	_, s := spec.Begin(ctx, spec.GetSuggestedFilename)
	defer s.End()
	header, _ := response.Header.Get("Content-Disposition")
	disposition, parameters, err := mime.ParseMediaType(header)
	named := ""
	if err == nil {
		named = parameters["filename"]
	}
	attachment := strings.EqualFold(disposition, "attachment")
	s.Step("2")
	if attachment && named != "" {
		return sanitizeFilename(named)
	}
	s.Step("3")
	s.Step("4")
	origin := response.URL().Origin()
	if response.URL().Scheme() == "data" && from.origin != nil {
		origin = *from.origin
	}
	s.Step("5")
	trusted := from.origin == nil || weburl.SameOrigin(*from.origin, origin)
	s.Step("6")
	if trusted && named != "" {
		return sanitizeFilename(named)
	}
	s.Step("7")
	if from.proposed != "" {
		s.Step("8")
		s.Step("9")
		s.Step("10")
		if trusted || attachment {
			return sanitizeFilename(from.proposed)
		}
	}
	s.Step("11")
	s.Todo("19") // extensions by type
	return sanitizeFilename(path.Base(response.URL().Path()))
}

// sanitizeFilename makes a name that stays in its folder wherever it is stored.
func sanitizeFilename(name string) string {
	name = path.Base(strings.ReplaceAll(name, `\`, "/"))
	name = strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7F || strings.ContainsRune(`/<>:"|?*`, r) {
			return '_'
		}
		return r
	}, name)
	if name = strings.Trim(name, ". "); name == "" || name == "_" {
		return "download"
	}
	for len(name) > maxFilename {
		name = strings.ToValidUTF8(name[:maxFilename], "")
	}
	return name
}

// maxFilename is how many bytes file systems allow for a name, less what a number against doubles needs.
const maxFilename = 240

// downloadHyperlink implements "download the hyperlink".
// https://html.spec.whatwg.org/multipage/links.html#downloading-hyperlinks
func downloadHyperlink(ctx context.Context, subject *dom.Node, suffix, involvement string) {
	ctx, s := spec.Begin(ctx, spec.DownloadHyperlink, subject)
	defer s.End()
	s.Step("1")
	if cannotNavigate(subject) {
		return
	}
	d := documentOf(subject)
	s.Step("2")
	if d.sandboxing.Has(policy.SandboxedDownloads) {
		return
	}
	s.Step("3")
	s.Step("5")
	u, err := hyperlinkURL(d, subject, suffix)
	s.Step("4")
	if err != nil {
		return
	}
	s.Step("6.2")
	s.Step("6.3")
	filename, _ := subject.Attr("download")
	s.Step("6.4")
	if !d.window.navigation.fireDownloadRequest(ctx, u, involvement, subject, filename) {
		s.Step("6.5")
		return
	}
	n := d.NodeNavigable()
	if n == nil {
		return
	}
	s.Step("6.6")
	n.informAboutAborting(ctx)
	s.Step("7")
	request := fetch.NewRequest(u)
	request.Client, request.Initiator, request.UseURLCredentials = &d.window.settings, "download", true
	request.ReferrerPolicy = policy.ReferrerPolicy(hyperlinkReferrerPolicy(subject))
	from := downloadSource{origin: &d.origin, proposed: filename}
	body := &bodyReader{}
	fetch.Fetch(ctx, request, fetch.Callbacks{
		ProcessResponse: func(ctx context.Context, r *fetch.Response) {
			if r = r.Unfiltered(); r.IsNetworkError() {
				return
			}
			n.ua.Loop.InParallel(ctx, func(ctx context.Context) {
				s.Step("7.1")
				n.handleAsDownload(ctx, r, body, from)
			})
		},
		ProcessResponseConsumeBody: func(_ context.Context, _ *fetch.Response, b []byte, ok bool) {
			body.bytes, body.done, body.failed = b, true, !ok
		},
	})
}
