{{%AUTOESCAPE context="HTML"}}
{{!For the owner: nothing can be shown yet.}}
<h1>This FAQ is not ready yet</h1>
<div class="prose">
{{#NO_HOME}}
<p>The program runs, but its folder <code>{{HOME_NAME}}</code> is missing or cannot be read. If this is your site, put these beside each other:</p>
<pre><code>{{PROGRAM_NAME}}
{{HOME_NAME}}/
    data/
        index.md          # Title, an introduction
        10-first.md       # A category, ## A question, its answer
    faq.conf              optional settings</code></pre>
<p>Folders need the permissions 755 and files 644, and they must belong to your account.</p>
{{/NO_HOME}}
{{#NO_DATA}}
<p>The program runs and found its folder <code>{{HOME_NAME}}</code>, but no questions that it can read in <code>{{HOME_NAME}}/data</code>. If this is your site, put a file whose name ends in <code>.md</code> there; the folder needs the permissions 755 and the file 644:</p>
<pre><code># Title of the FAQ{{BI_NEWLINE}}
## A question?{{BI_NEWLINE}}
Its answer.</code></pre>
{{/NO_DATA}}
{{#BAD_DATA}}
<p>The questions are there, but a file has a mistake that must be mended first. If this is your site, look into the web server&rsquo;s error log, or run the check on the command line; both name the file and the line:</p>
<pre><code>{{PROGRAM_NAME}} -C {{HOME_NAME}} check</code></pre>
{{/BAD_DATA}}
</div>
