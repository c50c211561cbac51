"""Knowledge packs: folders of YAML and text files that hold all content, reviewed as a diff. See docs/packs.md."""
