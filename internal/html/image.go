package html

import (
	"bytes"
	"context"
	"image"
	_ "image/gif"  // sizes of images
	_ "image/jpeg" // sizes of images
	_ "image/png"  // sizes of images
	"net/http"
	"strings"

	"github.com/exeunt/exeunt/fetch"
	"github.com/exeunt/exeunt/internal/dom"
	"github.com/exeunt/exeunt/internal/eventloop"
	"github.com/exeunt/exeunt/internal/spec"
	"github.com/exeunt/exeunt/internal/weburl"
)

// The states of an image request. None is ever partially available: a body comes as a whole.
// https://html.spec.whatwg.org/multipage/images.html#img-req-state
const (
	imageUnavailable = iota
	imageCompletelyAvailable
	imageBroken
)

// An ImageRequest is an image request: the fetch of an image and what is known of it. Nothing is decoded beyond the size.
// https://html.spec.whatwg.org/multipage/images.html#image-request
type ImageRequest struct {
	URL           string // images.html#img-req-url, ""
	Width, Height int    // natural size in CSS pixels, 0 where the format does not tell
	state         int    // images.html#img-req-state, unavailable
	controller    *fetch.Controller
}

// An Image is what an img element has.
// https://html.spec.whatwg.org/multipage/embedded-content.html#the-img-element
type Image struct {
	Current  *ImageRequest // images.html#current-request
	pending  *ImageRequest // images.html#pending-request, nil
	instance int           // of "update the image data", the latest one
}

// ImageOf returns the state of an img element.
func ImageOf(el *dom.Node) *Image {
	if img, ok := el.State.(*Image); ok {
		return img
	}
	img := &Image{Current: &ImageRequest{}}
	el.State = img
	return img
}

// Complete implements the complete attribute.
// https://html.spec.whatwg.org/multipage/embedded-content.html#dom-img-complete
func (img *Image) Complete(el *dom.Node) bool {
	src, ok := el.Attr("src")
	if _, srcset := el.Attr("srcset"); !srcset && (!ok || src == "") {
		return true
	}
	return img.pending == nil && img.Current.state != imageUnavailable
}

// Images are the img elements of one document.
type Images struct {
	doc       FetchingDocument
	available map[imageKey]*ImageRequest // images.html#list-of-available-images
}

// imageKey finds an image in the list of available images.
type imageKey struct{ url, mode, origin string }

// NewImages returns the empty list of a document.
func NewImages(d FetchingDocument) *Images {
	return &Images{doc: d, available: map[imageKey]*ImageRequest{}}
}

func (m *Images) key(el *dom.Node, u *weburl.URL) imageKey {
	cors, ok := el.Attr("crossorigin")
	switch {
	case !ok:
		return imageKey{url: u.Href()}
	case strings.EqualFold(cors, "use-credentials"):
		return imageKey{u.Href(), "use-credentials", m.doc.FetchClient().Origin().String()}
	}
	return imageKey{u.Href(), "anonymous", m.doc.FetchClient().Origin().String()}
}

// Add puts an image that is there already on the list of available images: that of an image document.
func (m *Images) Add(u *weburl.URL, essence string, body []byte) {
	r := &ImageRequest{URL: u.Href()}
	if r.load(essence, body) {
		m.available[imageKey{url: u.Href()}] = r
	}
}

// Update implements "update the image data". There is neither srcset nor picture, and all is near the viewport.
// https://html.spec.whatwg.org/multipage/images.html#update-the-image-data
func (m *Images) Update(ctx context.Context, el *dom.Node) {
	ctx, s := spec.Begin(ctx, spec.UpdateImageData)
	defer s.End()
	img := ImageOf(el)
	img.instance++
	instance := img.instance
	s.Step("1")
	if !m.doc.FullyActive() {
		s.Todo("1.2") // waiting for the document to be shown
		return
	}
	s.Todo("5") // srcset and picture
	s.Step("5")
	src, hasSrc := el.Attr("src")
	if src != "" {
		s.Step("7.1")
		u, err := weburl.ParseBase(src, m.doc.BaseURL())
		s.Step("7.3")
		if err == nil && m.available[m.key(el, u)] != nil {
			m.takeAvailable(ctx, s, el, u)
			return
		}
	}
	s.Step("8")
	m.doc.QueueMicrotask(ctx, func(ctx context.Context) {
		s.Step("9")
		if img.instance != instance {
			return
		}
		s.Step("11")
		if src == "" {
			s.Step("11.1")
			img.abort(ctx)
			img.Current.state = imageBroken
			s.Step("11.2")
			m.fail(ctx, el, "", hasSrc)
			return
		}
		s.Step("12")
		u, err := weburl.ParseBase(src, m.doc.BaseURL())
		if err != nil {
			s.Step("13.1")
			img.abort(ctx)
			s.Step("13.2")
			img.Current.state = imageBroken
			s.Step("13.4")
			m.fail(ctx, el, src, true)
			return
		}
		s.Step("14")
		if img.pending != nil && img.pending.URL == u.Href() {
			return
		}
		m.fetch(ctx, s, el, u)
	})
}

// takeAvailable is step 7.4 of "update the image data": the image is there already.
func (m *Images) takeAvailable(ctx context.Context, s *spec.Frame, el *dom.Node, u *weburl.URL) {
	img := ImageOf(el)
	s.Step("7.4.2")
	img.abort(ctx)
	s.Step("7.4.4")
	found := *m.available[m.key(el, u)]
	img.Current = &found
	s.Step("7.4.7")
	m.doc.DelayLoad(1)
	m.doc.QueueTask(ctx, eventloop.DOMManipulation, func(ctx context.Context) {
		s.Step("7.4.7.3")
		dom.Fire(ctx, el, "load")
		m.doc.DelayLoad(-1)
	})
}

// fail queues the task that ends an update without an image: the current URL becomes url and, if fire is set, error is fired.
func (m *Images) fail(ctx context.Context, el *dom.Node, url string, fire bool) {
	m.doc.QueueTask(ctx, eventloop.DOMManipulation, func(ctx context.Context) {
		ImageOf(el).Current.URL = url
		if fire {
			dom.Fire(ctx, el, "error")
		}
	})
}

// fetch is steps 16 to 27 of "update the image data".
func (m *Images) fetch(ctx context.Context, s *spec.Frame, el *dom.Node, u *weburl.URL) {
	img := ImageOf(el)
	s.Step("16")
	img.pending.abort(ctx)
	img.pending = nil
	s.Step("17")
	r := &ImageRequest{URL: u.Href()}
	s.Step("18")
	if img.Current.state == imageCompletelyAvailable {
		img.pending = r
	} else {
		img.Current.abort(ctx)
		img.Current = r
	}
	s.Step("19")
	request := potentialCORSRequest(m.doc, el, u, "image")
	key := m.key(el, u)
	s.Step("24")
	delay := 1
	if keyword(el, "loading", "eager", "lazy", "eager") == "lazy" {
		delay = 0
	}
	m.doc.DelayLoad(delay)
	s.Step("26")
	r.controller = fetch.Fetch(ctx, request, fetch.Callbacks{ProcessResponseConsumeBody: func(ctx context.Context, response *fetch.Response, body []byte, ok bool) {
		defer m.doc.DelayLoad(-delay)
		if img.Current != r && img.pending != r || response.Aborted {
			return
		}
		s.Step("27")
		essence := ""
		if mime, known := fetch.MIMETypeOf(response.Unfiltered().Header); known {
			essence = mime.Essence()
		}
		loaded := ok && !response.IsNetworkError() && r.load(essence, body)
		img.Current, img.pending = r, nil
		if !loaded {
			r.state = imageBroken
			dom.Fire(ctx, el, "error")
			return
		}
		m.available[key] = r
		dom.Fire(ctx, el, "load")
	}})
}

// abort implements "abort the image request" for both requests of the element.
func (img *Image) abort(ctx context.Context) {
	img.Current.abort(ctx)
	img.pending.abort(ctx)
	img.pending = nil
	img.Current = &ImageRequest{URL: img.Current.URL}
}

// abort implements "abort the image request".
// https://html.spec.whatwg.org/multipage/images.html#abort-the-image-request
func (r *ImageRequest) abort(ctx context.Context) {
	if r != nil && r.controller != nil && r.state == imageUnavailable {
		r.controller.Abort(ctx, nil)
	}
}

// load takes an image's size from its data; false means that it is no image.
func (r *ImageRequest) load(essence string, body []byte) bool {
	switch http.DetectContentType(body) {
	case "image/png", "image/gif", "image/jpeg":
		config, _, err := image.DecodeConfig(bytes.NewReader(body))
		if err != nil {
			return false
		}
		r.Width, r.Height = config.Width, config.Height
	case "image/bmp", "image/webp", "image/x-icon":
	default:
		avif := len(body) > 12 && string(body[4:12]) == "ftypavif"
		if !avif && (essence != "image/svg+xml" || !bytes.Contains(body, []byte("<svg"))) {
			return false
		}
	}
	r.state = imageCompletelyAvailable
	return true
}
