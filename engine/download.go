package engine

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/exeunt/exeunt/navigation"
)

// A Download is a response that is saved, not shown: one that the server calls an attachment, or what a link with a download
// attribute leads to.
type Download = navigation.Download

// Downloads says what becomes of downloads. The zero value cancels them.
type Downloads struct {
	Dir  string // absolute path of the folder that they are saved to; "" cancels them
	ByID bool   // files are named by the download's ID, not by the name that it suggests
}

// SetDownloads says what becomes of the downloads that begin from now on. It may be called only inside Do.
func (b *Browser) SetDownloads(d Downloads) { b.downloads = d }

// downloads takes the downloads of a Browser.
type downloads struct{ b *Browser }

var _ navigation.Downloads = downloads{}

// Begin implements navigation.Downloads.
func (t downloads) Begin(n *navigation.Navigable, d *Download) bool {
	t.b.observer.DownloadBegan(frameOf(n), d)
	return t.b.downloads.Dir != ""
}

// Save implements navigation.Downloads. No file is ever replaced.
func (t downloads) Save(d *Download, body []byte) (string, error) {
	name := d.Filename
	if t.b.downloads.ByID {
		name = d.ID
	}
	extension := filepath.Ext(name)
	for i := 0; ; i++ {
		file := filepath.Join(t.b.downloads.Dir, name)
		if i > 0 {
			file = filepath.Join(t.b.downloads.Dir, fmt.Sprintf("%s (%d)%s", strings.TrimSuffix(name, extension), i, extension))
		}
		f, err := os.OpenFile(file, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
		if os.IsExist(err) {
			continue
		}
		if err != nil {
			return "", fmt.Errorf("save a download: %w", err)
		}
		if _, err := f.Write(body); err != nil {
			_ = f.Close()
			return "", fmt.Errorf("save a download: %w", err)
		}
		return file, f.Close()
	}
}

// End implements navigation.Downloads.
func (t downloads) End(n *navigation.Navigable, d *Download) {
	t.b.observer.DownloadEnded(frameOf(n), d)
}
