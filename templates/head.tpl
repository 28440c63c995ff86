{{%AUTOESCAPE context="HTML"}}
{{!What search engines, feed readers and browsers read of a page, included as HEAD.}}
{{#HAS_DESCRIPTION}}
<meta name="description" content="{{DESCRIPTION}}">
{{/HAS_DESCRIPTION}}
{{#NOINDEX}}
<meta name="robots" content="noindex,follow">
{{/NOINDEX}}
{{#HAS_CANONICAL}}
<link rel="canonical" href="{{CANONICAL}}">
{{/HAS_CANONICAL}}
{{#OPEN_GRAPH}}
<meta property="og:title" content="{{#ALL_ANSWERS}}{{T_ALL_ANSWERS}} – {{/ALL_ANSWERS}}{{OG_TITLE}}">
<meta property="og:type" content="{{OG_TYPE}}">
<meta property="og:site_name" content="{{OG_SITE}}">
{{#HAS_CANONICAL}}
<meta property="og:url" content="{{CANONICAL}}">
{{/HAS_CANONICAL}}
{{#HAS_DESCRIPTION}}
<meta property="og:description" content="{{DESCRIPTION}}">
{{/HAS_DESCRIPTION}}
{{#HAS_IMAGE}}
<meta property="og:image" content="{{OG_IMAGE}}">
{{/HAS_IMAGE}}
{{#HAS_UPDATED}}
<meta property="article:modified_time" content="{{UPDATED}}">
{{/HAS_UPDATED}}
{{/OPEN_GRAPH}}
{{#HAS_MARKDOWN}}
<link rel="alternate" type="text/markdown" href="{{MARKDOWN_URL}}.md">
{{/HAS_MARKDOWN}}
{{#ALTERNATE}}
<link rel="alternate" hreflang="{{ALTERNATE_LANGUAGE}}" href="{{ALTERNATE_URL}}">
{{/ALTERNATE}}
<link rel="alternate" type="application/atom+xml" title="{{FAQ_TITLE}}" href="{{INDEX_URL}}feed.atom">
<link rel="search" type="application/opensearchdescription+xml" title="{{SHORT_NAME}}" href="{{INDEX_URL}}opensearch.xml">
{{#GRAPH}}
<script type="application/ld+json">
{{>LINKED_DATA}}
</script>
{{/GRAPH}}
