-- SPDX-License-Identifier: ISC
--
-- load.lua - what wrk asks for: wrk -s load.lua URL -- KIND PATH [FILE]
--   same    the path, again and again
--   host    the path, of another host each time
--   words   the path and two words of FILE, others each time
--   tag     the path, with If-None-Match: FILE
local path, kind, words, count = "/", "same", {}, 0

function init(args)
	kind, path = args[1], args[2]
	if kind == "words" then
		math.randomseed(7)
		for word in io.lines(args[3]) do
			words[#words + 1] = word
		end
	elseif kind == "tag" then
		wrk.headers["If-None-Match"] = args[3]
	end
	wrk.path = path
	fixed = wrk.format()
end

function request()
	if kind == "host" then
		count = count + 1
		wrk.headers["Host"] = "h" .. count .. ".example"
		return wrk.format()
	elseif kind == "words" then
		return wrk.format(nil, path .. words[math.random(#words)] ..
			"+" .. words[math.random(#words)])
	end
	return fixed
end
