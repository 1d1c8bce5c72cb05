package weburl

import "fmt"

// BlobEntry is a blob URL entry: what a blob URL stands for, and who made it.
// https://w3c.github.io/FileAPI/#blob-url-entry
type BlobEntry struct {
	Object      any    // the Blob (or MediaSource) itself, for whoever made it
	Bytes       []byte // its content: never changed
	Type        string // its MIME type, "" for none
	Origin      Origin // the environment's origin
	Environment any    // the environment settings object
	TopSite     string // the environment's top-level site: the entry's partition
}

// BlobStore is a user agent's blob URL store.
// https://w3c.github.io/FileAPI/#BlobURLStore
type BlobStore struct {
	entries map[string]*BlobEntry
}

// Add stores e under a new URL made of the origin and id, and returns that URL.
func (s *BlobStore) Add(e *BlobEntry, id string) string {
	url := fmt.Sprintf("blob:%s/%s", e.Origin, id)
	if s.entries == nil {
		s.entries = map[string]*BlobEntry{}
	}
	s.entries[url] = e
	return url
}

// Remove forgets url.
func (s *BlobStore) Remove(url string) { delete(s.entries, url) }

// RemoveEnvironment forgets all URLs that the environment made.
func (s *BlobStore) RemoveEnvironment(environment any) {
	for url, e := range s.entries {
		if e.Environment == environment {
			delete(s.entries, url)
		}
	}
}

// Lookup is the entry of url (without its fragment), nil for none.
func (s *BlobStore) Lookup(url *URL) *BlobEntry {
	if s == nil || url.Scheme() != "blob" {
		return nil
	}
	return s.entries[url.HrefNoFragment()]
}

// Resolve sets the blob URL entry of a blob URL, as parsing it must.
func (s *BlobStore) Resolve(url *URL) {
	if url != nil && url.Scheme() == "blob" && url.Blob == nil {
		url.Blob = s.Lookup(url)
	}
}
