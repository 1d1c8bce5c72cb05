package main

// known lists the URLs of all tests in the folders that were looked at.
func (c *choice) known() []string {
	urls := []string{}
	for _, f := range c.manifest.Files {
		for _, t := range f.Tests {
			urls = append(urls, t.URL)
		}
	}
	return urls
}
