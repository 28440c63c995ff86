{{%AUTOESCAPE context="HTML"}}
{{!Pages that are no answer: not found, not allowed, failed.}}
{{#NOT_FOUND}}
<h1>This page does not exist</h1>
<p>The address may be mistyped, or the question was taken away. Try a search, or look through <a href="{{INDEX_URL}}">all questions</a>.</p>
{{>SEARCH}}
{{/NOT_FOUND}}
{{#NEAREST}}
<h2>Were you looking for one of these?</h2>
{{/NEAREST}}
{{>HITS}}
{{#NOT_ALLOWED}}
<h1>This cannot be sent here</h1>
<p>The questions and answers can only be read. <a href="{{INDEX_URL}}">Go to all questions</a>.</p>
{{/NOT_ALLOWED}}
{{#FAILED}}
<h1>Something went wrong</h1>
<p>The page could not be made just now. The cause has been written down for the owner of this site. Please try again in a few minutes.</p>
{{/FAILED}}
