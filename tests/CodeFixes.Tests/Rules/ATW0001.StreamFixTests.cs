namespace AtomicWrites.CodeFixes.Tests.Rules;

/// <summary>
/// How streams and text writers are rewritten, and what keeps its diagnostic because no rewriting is proven right.
/// </summary>
public class StreamFixTests
{
    [Fact]
    public Task A_deletion_before_it_goes() =>
        Members(
            """
            void Save(byte[] bytes)
            {
                if (File.Exists(P))
                    File.Delete(P);

                using (var stream = {|ATW0001:File.Create(P)|})
                {
                    stream.Write(bytes, 0, bytes.Length);
                }
            }
            """,
            """
            void Save(byte[] bytes)
            {
                using (var stream = AtomicFile.Create(P))
                {
                    stream.Write(bytes, 0, bytes.Length);
                    stream.Commit();
                }
            }
            """
        );

    [Fact]
    public Task A_block_is_committed_at_its_end() =>
        Members(
            """
            void Save(byte[] bytes)
            {
                // Why it is saved.
                using (var stream = {|ATW0001:File.Create(P)|}) // the file
                {
                    stream.Write(bytes, 0, bytes.Length); // the bytes
                }
            }

            void Keep(byte[] bytes)
            {
                using (Stream stream = {|ATW0001:new FileStream(path: P, access: FileAccess.Write, mode: FileMode.Create)|})
                    stream.Write(bytes, 0, bytes.Length);
            }

            void OneLine(byte[] bytes) { using (var stream = {|ATW0001:File.Create(P)|}) { stream.Write(bytes, 0, 1); } }
            """,
            """
            void Save(byte[] bytes)
            {
                // Why it is saved.
                using (var stream = AtomicFile.Create(P)) // the file
                {
                    stream.Write(bytes, 0, bytes.Length); // the bytes
                    stream.Commit();
                }
            }

            void Keep(byte[] bytes)
            {
                using (AtomicFileStream stream = AtomicFile.Create(P))
                {
                    stream.Write(bytes, 0, bytes.Length);
                    stream.Commit();
                }
            }

            void OneLine(byte[] bytes) { using (var stream = AtomicFile.Create(P)) { stream.Write(bytes, 0, 1); stream.Commit(); } }
            """
        );

    [Fact]
    public Task A_declaration_is_committed_after_the_last_write() =>
        Members(
            """
            int Save(byte[] bytes)
            {
                using FileStream stream = {|ATW0001:new(P, FileMode.Create, FileAccess.Write, FileShare.None)|};
                foreach (var value in bytes)
                {
                    stream.WriteByte(value);
                }

                Console.WriteLine("saved");
                return bytes.Length;
            }
            """,
            """
            int Save(byte[] bytes)
            {
                using AtomicFileStream stream = AtomicFile.Create(P);
                foreach (var value in bytes)
                {
                    stream.WriteByte(value);
                }

                stream.Commit();

                Console.WriteLine("saved");
                return bytes.Length;
            }
            """
        );

    [Fact]
    public Task What_is_returned_is_computed_before_the_commit() =>
        Members(
            """
            long Save(byte[] bytes)
            {
                using var stream = {|ATW0001:File.Create(P)|};
                stream.Write(bytes, 0, bytes.Length);
                return stream.Length;
            }

            bool Save(string text)
            {
                using (var writer = {|ATW0001:File.CreateText(P)|})
                {
                    if (text.Length == 0)
                    {
                        writer.Write("empty");
                        return false;
                    }

                    writer.Write(text);
                    return Check(text);
                }
            }

            bool Check(string text) => text != "";
            """,
            """
            long Save(byte[] bytes)
            {
                using var stream = AtomicFile.Create(P);
                stream.Write(bytes, 0, bytes.Length);
                var result = stream.Length;
                stream.Commit();
                return result;
            }

            bool Save(string text)
            {
                using (var writer = AtomicFile.CreateText(P))
                {
                    if (text.Length == 0)
                    {
                        writer.Write("empty");
                        writer.Commit();
                        return false;
                    }

                    writer.Write(text);
                    var result = Check(text);
                    writer.Commit();
                    return result;
                }
            }

            bool Check(string text) => text != "";
            """
        );

    [Fact]
    public Task Leaving_a_loop_commits_too() =>
        Members(
            """
            void Save(string[] texts)
            {
                foreach (var text in texts)
                {
                    using var writer = {|ATW0001:new StreamWriter(P, false, Encoding.UTF8)|};
                    if (text == "")
                    {
                        writer.Write("empty");
                        break;
                    }

                    writer.Write(text);
                    if (text == "last")
                        continue;
                    writer.Write("more");
                }
            }
            """,
            """
            void Save(string[] texts)
            {
                foreach (var text in texts)
                {
                    using var writer = AtomicFile.CreateText(P, Encoding.UTF8);
                    if (text == "")
                    {
                        writer.Write("empty");
                        writer.Commit();
                        break;
                    }

                    writer.Write(text);
                    if (text == "last")
                    {
                        writer.Commit();
                        continue;
                    }
                    writer.Write("more");
                    writer.Commit();
                }
            }
            """
        );

    [Fact]
    public Task Nothing_is_committed_after_a_failure_that_is_handled() =>
        Members(
            """
            bool Save(byte[] bytes)
            {
                using (var stream = {|ATW0001:File.Create(P)|})
                {
                    try
                    {
                        stream.Write(bytes, 0, bytes.Length);
                    }
                    catch (IOException)
                    {
                        return false;
                    }

                    return true;
                }
            }

            void Keep(byte[] bytes)
            {
                using (var stream = {|ATW0001:File.Create(P)|})
                {
                    try
                    {
                        stream.Write(bytes, 0, bytes.Length);
                    }
                    catch (IOException e)
                    {
                        Console.WriteLine(e);
                    }
                }
            }
            """,
            """
            bool Save(byte[] bytes)
            {
                using (var stream = AtomicFile.Create(P))
                {
                    try
                    {
                        stream.Write(bytes, 0, bytes.Length);
                    }
                    catch (IOException)
                    {
                        return false;
                    }

                    stream.Commit();
                    return true;
                }
            }

            void Keep(byte[] bytes)
            {
                using (var stream = AtomicFile.Create(P))
                {
                    try
                    {
                        stream.Write(bytes, 0, bytes.Length);
                        stream.Commit();
                    }
                    catch (IOException e)
                    {
                        Console.WriteLine(e);
                    }
                }
            }
            """
        );

    [Fact]
    public Task What_is_awaited_is_committed_as_the_user_awaits() =>
        Members(
            """
            async Task Save(object state)
            {
                await using var stream = {|ATW0001:File.Create(P)|};
                await JsonSerializer.SerializeAsync(stream, state).ConfigureAwait(false);
            }

            async Task Put(string text)
            {
                using (var writer = {|ATW0001:new StreamWriter(P)|})
                {
                    await writer.WriteAsync(text);
                }
            }

            async Task Careful(byte[] bytes)
            {
                var stream = {|ATW0001:File.Create(P)|};
                await using (stream.ConfigureAwait(false))
                {
                    await stream.WriteAsync(bytes).ConfigureAwait(false);
                }
            }
            """,
            """
            async Task Save(object state)
            {
                await using var stream = AtomicFile.Create(P);
                await JsonSerializer.SerializeAsync(stream, state).ConfigureAwait(false);
                await stream.CommitAsync().ConfigureAwait(false);
            }

            async Task Put(string text)
            {
                using (var writer = AtomicFile.CreateText(P))
                {
                    await writer.WriteAsync(text);
                    await writer.CommitAsync();
                }
            }

            async Task Careful(byte[] bytes)
            {
                var stream = AtomicFile.Create(P);
                await using (stream.ConfigureAwait(false))
                {
                    await stream.WriteAsync(bytes).ConfigureAwait(false);
                    await stream.CommitAsync().ConfigureAwait(false);
                }
            }
            """
        );

    [Fact]
    public Task What_does_not_compile_is_judged_by_all_that_it_may_mean() =>
        Members(
            """
            async Task Save(object state)
            {
                var stream = {|ATW0001:File.Create(P)|};
                await using (stream.ConfigureAwait(false))
                {
                    await JsonSerializer.SerializeAsync(stream, state, {|CS0103:Options|}).ConfigureAwait(false);
                }
            }

            async Task Fetch()
            {
                // Why it is fetched.
                var stream = {|ATW0001:File.Create(P)|}; /* the file */
                await using (stream.ConfigureAwait(false))
                {
                    await {|CS0103:Response|}.CopyToAsync(stream).ConfigureAwait(false); // may close it
                }

                Console.WriteLine("fetched");
            }
            """,
            """
            async Task Save(object state)
            {
                var stream = AtomicFile.Create(P);
                await using (stream.ConfigureAwait(false))
                {
                    await JsonSerializer.SerializeAsync(stream, state, {|CS0103:Options|}).ConfigureAwait(false);
                    await stream.CommitAsync().ConfigureAwait(false);
                }
            }

            async Task Fetch()
            {
                // Why it is fetched.
                await AtomicFile.WriteAsync(P, async (stream, _) => /* the file */
                {
                    await {|CS0103:Response|}.CopyToAsync(stream).ConfigureAwait(false); // may close it
                }).ConfigureAwait(false);

                Console.WriteLine("fetched");
            }
            """
        );

    [Fact]
    public Task What_is_disposed_by_hand_is_committed_before() =>
        Members(
            """
            void Save(string text)
            {
                StreamWriter writer = {|ATW0001:new StreamWriter(P)|};
                writer.Write(text);
                writer.Close();
            }

            void Keep(byte[] bytes)
            {
                FileStream? stream = null;
                try
                {
                    stream = {|ATW0001:File.Create(P)|};
                    stream.Write(bytes, 0, bytes.Length);
                    stream.Flush(true);
                }
                finally
                {
                    stream?.Dispose();
                }
            }
            """,
            """
            void Save(string text)
            {
                AtomicStreamWriter writer = AtomicFile.CreateText(P);
                writer.Write(text);
                writer.Commit();
                writer.Close();
            }

            void Keep(byte[] bytes)
            {
                AtomicFileStream? stream = null;
                try
                {
                    stream = AtomicFile.Create(P);
                    stream.Write(bytes, 0, bytes.Length);
                    stream.Flush();
                    stream.Commit();
                }
                finally
                {
                    stream?.Dispose();
                }
            }
            """
        );

    [Fact]
    public Task A_stream_that_was_handed_over_finishes_within_the_callback() =>
        Members(
            """
            void Save(string text)
            {
                // Why it is saved.
                FileStream? stream = null;
                try
                {
                    stream = {|ATW0001:new FileStream(P, FileMode.Create)|};
                    using (var writer = new BinaryWriter(stream))
                    {
                        stream = null; // not twice
                        writer.Write(text); // the text
                    }
                }
                finally
                {
                    if (stream != null)
                    {
                        stream.Dispose();
                    }
                }

                Console.WriteLine("saved");
            }

            void Keep(string text)
            {
                Stream? stream = null;
                try
                {
                    stream = {|ATW0001:File.Create(P)|};
                    using GZipStream packed = new(stream, CompressionLevel.Fastest);
                    stream = null;
                    packed.WriteByte(1);
                }
                finally
                {
                    stream?.Dispose();
                }
            }
            """,
            """
            void Save(string text)
            {
                // Why it is saved.
                AtomicFile.Write(P, stream =>
                {
                    using (var writer = new BinaryWriter(stream))
                    {
                        writer.Write(text); // the text
                    }
                });

                Console.WriteLine("saved");
            }

            void Keep(string text)
            {
                AtomicFile.Write(P, stream =>
                {
                    using GZipStream packed = new(stream, CompressionLevel.Fastest);
                    packed.WriteByte(1);
                });
            }
            """
        );

    [Theory]
    [InlineData(
        "Stream s = null; try { s = <<File.Create(P)>>; "
            + "using (var z = new GZipStream(s, CompressionMode.Compress)) { s = null; z.WriteByte(1); } } "
            + "catch (IOException) { } finally { s?.Dispose(); }"
    )]
    [InlineData(
        "Stream s = null; try { s = <<File.Create(P)>>; "
            + "using (var z = new GZipStream(s, CompressionMode.Compress)) { s = null; z.WriteByte(1); } } "
            + "finally { s?.Dispose(); Console.WriteLine(); }"
    )]
    [InlineData(
        "Stream s = null; try { s = <<File.Create(P)>>; "
            + "using (var z = new GZipStream(s, CompressionMode.Compress)) { s = null; z.WriteByte(1); } } "
            + "finally { s?.Flush(); }"
    )]
    [InlineData(
        "Stream s = null; try { s = <<File.Create(P)>>; "
            + "using (var z = new GZipStream(s, CompressionMode.Compress)) { s = null; z.WriteByte(1); } } "
            + "finally { /* why */ s?.Dispose(); }"
    )]
    [InlineData(
        "Stream s = null; try { Console.WriteLine(); s = <<File.Create(P)>>; "
            + "using (var z = new GZipStream(s, CompressionMode.Compress)) { s = null; z.WriteByte(1); } } "
            + "finally { s?.Dispose(); }"
    )]
    [InlineData(
        "Stream s = null; Console.WriteLine(); try { s = <<File.Create(P)>>; "
            + "using (var z = new GZipStream(s, CompressionMode.Compress)) { s = null; z.WriteByte(1); } } "
            + "finally { s?.Dispose(); }"
    )]
    [InlineData(
        "Stream s = null; try { s = <<File.Create(P)>>; "
            + "using (var z = new GZipStream(s, CompressionMode.Compress)) { s = null; z.WriteByte(1); } } "
            + "finally { s?.Dispose(); } Console.WriteLine(s == null);"
    )]
    [InlineData(
        "Stream s = null; try { s = <<File.Create(P)>>; "
            + "using (var z = new GZipStream(s, CompressionMode.Compress)) { s = Stream.Null; z.WriteByte(1); } "
            + "} finally { s?.Dispose(); }"
    )]
    public Task What_is_handed_over_otherwise_has_no_fix(string statements) =>
        NotOffered("#nullable disable\n        " + statements);

    [Fact]
    public Task Private_methods_that_take_a_file_alone_take_any_stream() =>
        Members(
            """
            void Save(byte[] bytes)
            {
                using (FileStream stream = {|ATW0001:File.Create(P)|})
                {
                    Write(bytes, stream);
                    Local(stream);
                }

                static void Local(FileStream stream) => stream.WriteByte(2);
            }

            private static void Write(byte[] bytes, System.IO.FileStream stream)
            {
                stream.Write(bytes, 0, bytes.Length);
                Write(bytes.Length, stream);
            }

            // The length.
            static void Write(int length, FileStream? stream) => stream?.WriteByte((byte)length);
            """,
            """
            void Save(byte[] bytes)
            {
                using (AtomicFileStream stream = AtomicFile.Create(P))
                {
                    Write(bytes, stream);
                    Local(stream);
                    stream.Commit();
                }

                static void Local(Stream stream) => stream.WriteByte(2);
            }

            private static void Write(byte[] bytes, System.IO.Stream stream)
            {
                stream.Write(bytes, 0, bytes.Length);
                Write(bytes.Length, stream);
            }

            // The length.
            static void Write(int length, Stream? stream) => stream?.WriteByte((byte)length);
            """
        );

    [Theory]
    [InlineData("public void Write(FileStream s) => s.WriteByte(1);")] // others may override what it takes, or call it by reflection
    [InlineData("void Write(FileStream s) => Console.WriteLine(s.Name);")]
    [InlineData("void Write(FileStream s) => s.Flush(true);")]
    [InlineData("void Write(FileStream s) { s.WriteByte(1); s.Lock(0, 1); }")]
    public Task A_method_that_needs_a_file_is_left_alone(string method) =>
        Verify.NoFix(
            InClass(
                $$"""
                void Save()
                {
                    using var stream = {|ATW0001:File.Create(P)|};
                    Write(stream);
                }

                {{method}}
                """
            )
        );

    [Theory]
    [InlineData(
        "using (var s = <<File.OpenWrite(P)>>)\n        {\n            s.Write(bytes, 0, 2);\n        }",
        "using (var s = AtomicFile.Create(P))\n        {\n            s.Write(bytes, 0, 2);\n            s.Commit();\n        }"
    )]
    [InlineData(
        "using var s = <<new FileInfo(P).OpenWrite()>>;\n        s.WriteByte(1);\n        s.Flush();",
        "using var s = AtomicFile.Create(P);\n        s.WriteByte(1);\n        s.Flush();\n        s.Commit();"
    )]
    [InlineData(
        "using var s = <<new FileStream(P, FileMode.OpenOrCreate, FileAccess.Write)>>;\n        s.WriteByte(1);",
        "using var s = AtomicFile.Create(P);\n        s.WriteByte(1);\n        s.Commit();"
    )]
    [InlineData(
        "using var w = new BinaryWriter(<<File.OpenWrite(P)>>);\n        w.Write(1);",
        "AtomicFile.Write(P, stream =>\n        {\n            using var w = new BinaryWriter(stream);\n"
            + "            w.Write(1);\n        });"
    )]
    [InlineData(
        "using (var w = new BinaryWriter(<<File.OpenWrite(P)>>))\n        {\n            w.Write(1);\n"
            + "            Item(w);\n        }\n\n        static void Item(BinaryWriter w) => w.Write(2);",
        "AtomicFile.Write(P, stream =>\n        {\n            using (var w = new BinaryWriter(stream))\n"
            + "            {\n                w.Write(1);\n                Item(w);\n            }\n        });\n\n"
            + "        static void Item(BinaryWriter w) => w.Write(2);"
    )]
    public Task The_rest_of_a_longer_old_file_goes_where_one_looks(string before, string after)
    {
        var source = InClass(
            "void Save(byte[] bytes)\n{\n    "
                + before
                    .Replace("\n    ", "\n", StringComparison.Ordinal)
                    .Replace("<<", "{|ATW0001:", StringComparison.Ordinal)
                    .Replace(">>", "|}", StringComparison.Ordinal)
                + "\n}"
        );
        var test = Verify.Test(
            source,
            InClass(
                "void Save(byte[] bytes)\n{\n    " + after.Replace("\n    ", "\n", StringComparison.Ordinal) + "\n}"
            ),
            []
        );
        test.CodeActionVerifier = (action, verifier) =>
            verifier.Equal("Write atomically, and keep nothing of a longer old file", action.Title);
        test.CodeFixTestBehaviors = Microsoft.CodeAnalysis.Testing.CodeFixTestBehaviors.SkipFixAllCheck;
        return test.RunAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public Task A_writer_over_the_stream_is_one_or_finishes_within_the_callback() =>
        Members(
            """
            void Save(string text)
            {
                using (var writer = new StreamWriter({|ATW0001:File.Create(P)|}, Encoding.UTF8))
                {
                    writer.Write(text);
                }
            }

            void Pack(string text)
            {
                using (var stream = {|ATW0001:new FileStream(P, FileMode.Create)|})
                using (var zip = new GZipStream(stream, CompressionMode.Compress))
                {
                    zip.WriteByte(1);
                    stream.Flush(true);
                }
            }

            void Pack(byte[] bytes)
            {
                using var stream = {|ATW0001:File.Create(P)|};
                using var zip = new GZipStream(stream, CompressionMode.Compress);

                zip.Write(bytes, 0, bytes.Length);

                Console.WriteLine("saved");
            }

            async Task PackAsync(byte[] bytes)
            {
                await using var zip = new GZipStream({|ATW0001:File.Create(P)|}, CompressionMode.Compress);
                await zip.WriteAsync(bytes).ConfigureAwait(false);
            }

            void Json(object state)
            {
                using (var stream = {|ATW0001:File.Create(P)|})
                {
                    using (var writer = new Utf8JsonWriter(stream))
                    {
                        JsonSerializer.Serialize(writer, state);
                    }
                }
            }
            """,
            """
            void Save(string text)
            {
                using (var writer = AtomicFile.CreateText(P, Encoding.UTF8))
                {
                    writer.Write(text);
                    writer.Commit();
                }
            }

            void Pack(string text)
            {
                AtomicFile.Write(P, stream =>
                {
                    using (var zip = new GZipStream(stream, CompressionMode.Compress))
                    {
                        zip.WriteByte(1);
                        stream.Flush();
                    }
                });
            }

            void Pack(byte[] bytes)
            {
                AtomicFile.Write(P, stream =>
                {
                    using var zip = new GZipStream(stream, CompressionMode.Compress);

                    zip.Write(bytes, 0, bytes.Length);
                });

                Console.WriteLine("saved");
            }

            async Task PackAsync(byte[] bytes)
            {
                await AtomicFile.WriteAsync(P, async (stream, _) =>
                {
                    await using var zip = new GZipStream(stream, CompressionMode.Compress);
                    await zip.WriteAsync(bytes).ConfigureAwait(false);
                }).ConfigureAwait(false);
            }

            void Json(object state)
            {
                using (var stream = AtomicFile.Create(P))
                {
                    using (var writer = new Utf8JsonWriter(stream))
                    {
                        JsonSerializer.Serialize(writer, state);
                    }

                    stream.Commit();
                }
            }
            """
        );

    [Fact]
    public Task Xml_is_saved_through_the_callback() =>
        Members(
            """
            void Save(XDocument document) => {|ATW0001:document.Save(P)|};

            void Save(XElement element)
            {
                {|ATW0001:element.Save(P, SaveOptions.DisableFormatting)|}; // as it is
            }

            void Save(XmlWriterSettings settings)
            {
                using (var writer = {|ATW0001:XmlWriter.Create(P, settings)|})
                {
                    writer.WriteStartElement("a");
                }
            }
            """,
            """
            void Save(XDocument document) => AtomicFile.Write(P, document.Save);

            void Save(XElement element)
            {
                AtomicFile.Write(P, stream => element.Save(stream, SaveOptions.DisableFormatting)); // as it is
            }

            void Save(XmlWriterSettings settings)
            {
                AtomicFile.Write(P, stream =>
                {
                    using (var writer = XmlWriter.Create(stream, settings))
                    {
                        writer.WriteStartElement("a");
                    }
                });
            }
            """
        );

    [Fact]
    public Task An_empty_file_is_written_as_such() =>
        Members(
            """
            void Touch() => {|ATW0001:File.Create(P)|}.Dispose();

            void Clear()
            {
                using ({|ATW0001:File.Create(P)|}) { }
            }
            """,
            """
            void Touch() => AtomicFile.WriteAllText(P, "");

            void Clear()
            {
                AtomicFile.WriteAllText(P, "");
            }
            """
        );

    [Fact]
    public Task Files_by_FileInfo_are_named_by_their_full_name() =>
        Members(
            """
            void Save(byte[] bytes)
            {
                var settingsFile = new FileInfo(P);
                using var stream = {|ATW0001:settingsFile.Create()|};
                stream.Write(bytes, 0, bytes.Length);
            }

            void Copy(FileInfo source) => Copy(() => {|ATW0001:source.CopyTo(P, overwrite: true)|});

            void Put(FileInfo source)
            {
                {|ATW0001:source.CopyTo(P, overwrite: true)|};
            }

            void Copy(Func<FileInfo> copy) => copy();
            """,
            """
            void Save(byte[] bytes)
            {
                var settingsFile = new FileInfo(P);
                using var stream = AtomicFile.Create(settingsFile.FullName);
                stream.Write(bytes, 0, bytes.Length);
                stream.Commit();
            }

            void Copy(FileInfo source) => Copy(() => {|ATW0001:source.CopyTo(P, overwrite: true)|});

            void Put(FileInfo source)
            {
                AtomicFile.Copy(source.FullName, P, overwrite: true);
            }

            void Copy(Func<FileInfo> copy) => copy();
            """
        );

    [Fact]
    public Task A_method_that_may_close_the_stream_gets_it_in_the_callback() =>
        Members(
            """
            void Save()
            {
                using (var stream = {|ATW0001:File.Create(P)|})
                {
                    Write(stream);
                }
            }

            void Put()
            {
                using (var stream = {|ATW0001:File.Create(P)|})
                {
                    Close(stream);
                }
            }

            void Write(Stream stream) => stream.WriteByte(1);

            void Close(Stream stream)
            {
                using var writer = new StreamWriter(stream);
                writer.Write("x");
            }
            """,
            """
            void Save()
            {
                using (var stream = AtomicFile.Create(P))
                {
                    Write(stream);
                    stream.Commit();
                }
            }

            void Put()
            {
                AtomicFile.Write(P, stream =>
                {
                    Close(stream);
                });
            }

            void Write(Stream stream) => stream.WriteByte(1);

            void Close(Stream stream)
            {
                using var writer = new StreamWriter(stream);
                writer.Write("x");
            }
            """
        );

    [Fact]
    public Task Lambdas_local_functions_and_iterators_are_fixed_in_place() =>
        Members(
            """
            IEnumerable<int> Save(List<string> lines)
            {
                Action save = () =>
                {
                    using var stream = {|ATW0001:File.Create(P)|};
                    stream.WriteByte(1);
                };
                save();
                Local();
                using var writer = {|ATW0001:new StreamWriter(P)|};
                lines.ForEach(line => writer.WriteLine(line));
                yield return 1;

                void Local()
                {
                    using var stream = {|ATW0001:File.Create(P)|};
                    stream.WriteByte(2);
                }
            }
            """,
            """
            IEnumerable<int> Save(List<string> lines)
            {
                Action save = () =>
                {
                    using var stream = AtomicFile.Create(P);
                    stream.WriteByte(1);
                    stream.Commit();
                };
                save();
                Local();
                using var writer = AtomicFile.CreateText(P);
                lines.ForEach(line => writer.WriteLine(line));
                writer.Commit();
                yield return 1;

                void Local()
                {
                    using var stream = AtomicFile.Create(P);
                    stream.WriteByte(2);
                    stream.Commit();
                }
            }
            """
        );

    [Fact]
    public Task A_type_of_the_users_own_stays_theirs() =>
        Verify.Fix(
            """
            using System.IO;

            class AtomicFile { public static AtomicFileStream Create(string path) => new(); }
            class AtomicFileStream : MemoryStream { public void Commit() { } }
            class Program
            {
                void Save()
                {
                    using FileStream stream = {|ATW0001:File.Create("settings.json")|};
                    stream.WriteByte(1);
                }
            }
            """,
            """
            using System.IO;

            class AtomicFile { public static AtomicFileStream Create(string path) => new(); }
            class AtomicFileStream : MemoryStream { public void Commit() { } }
            class Program
            {
                void Save()
                {
                    using global::AtomicWrites.AtomicFileStream stream = global::AtomicWrites.AtomicFile.Create("settings.json");
                    stream.WriteByte(1);
                    stream.Commit();
                }
            }
            """
        );

    [Fact]
    public Task Top_level_statements_are_fixed()
    {
        var test = Verify.Test(
            """
            using System.IO;

            using var writer = {|ATW0001:File.CreateText("settings.json")|};
            writer.Write("x");
            using var index = new BinaryWriter({|ATW0001:File.Create("session.json")|});
            index.Write("x");
            System.Console.WriteLine("saved");
            """,
            """
            using System.IO;
            using AtomicWrites;

            using var writer = AtomicFile.CreateText("settings.json");
            writer.Write("x");
            writer.Commit();
            AtomicFile.Write("session.json", stream =>
            {
                using var index = new BinaryWriter(stream);
                index.Write("x");
            });
            System.Console.WriteLine("saved");
            """,
            []
        );
        test.TestState.OutputKind = Microsoft.CodeAnalysis.OutputKind.ConsoleApplication;
        return test.RunAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public Task A_file_that_is_made_empty_is_written_as_such() =>
        Members(
            """
            void Clear()
            {
                using (var writer = {|ATW0001:new StreamWriter(P)|})
                {
                    // on purpose
                }

                using (Stream stream = {|ATW0001:File.Create(P)|}) { }
            }
            """,
            """
            void Clear()
            {
                // on purpose
                AtomicFile.WriteAllText(P, "");

                AtomicFile.WriteAllText(P, "");
            }
            """
        );

    [Fact]
    public Task Lines_that_are_appended_go_to_the_twin() =>
        Members(
            """
            async Task Keep(string name, Encoding encoding)
            {
                // Why it is kept.
                using (var writer = {|ATW0001:new StreamWriter(P, true)|})
                {
                    writer.WriteLine(name);
                }

                if (name.Length > 0)
                    using (var writer = {|ATW0001:new StreamWriter(P, true, encoding)|}) writer.Write(name + "!"); // the name

                using (StreamWriter writer = {|ATW0001:File.AppendText(P)|})
                {
                    await writer.WriteLineAsync().ConfigureAwait(false);
                    await writer.WriteLineAsync("a").ConfigureAwait(false);
                    await writer.WriteLineAsync(name);
                }

                var last = {|ATW0001:File.AppendText(P)|};
                last.WriteLine(name);
                last.WriteLine($"{name}");
                last.Close();
                Console.WriteLine("saved");
            }

            void Declared()
            {
                using var writer = {|ATW0001:new FileInfo(P).AppendText()|};
                writer.Write("a");
                Console.WriteLine("saved");
            }
            """,
            """
            async Task Keep(string name, Encoding encoding)
            {
                // Why it is kept.
                AtomicFile.AppendAllLines(P, new[] { name });

                if (name.Length > 0)
                    AtomicFile.AppendAllText(P, name + "!", encoding); // the name

                await AtomicFile.AppendAllLinesAsync(P, new[] { "", "a", name }).ConfigureAwait(false);

                AtomicFile.AppendAllLines(P, new[] { name, $"{name}" });
                Console.WriteLine("saved");
            }

            void Declared()
            {
                AtomicFile.AppendAllText(P, "a");
                Console.WriteLine("saved");
            }
            """
        );

    [Theory]
    [InlineData("using (var w = <<File.AppendText(P)>>) { w.Flush(); Console.WriteLine(\"a\"); }")]
    [InlineData("using (var w = <<File.AppendText(P)>>) { w.WriteLineAsync(\"a\"); }")]
    [InlineData(
        "using (var w = <<File.AppendText(P)>>) {\n#if DEBUG\n            w.WriteLine(\"a\");\n#endif\n"
            + "            w.WriteLine(\"b\");\n        }"
    )]
    [InlineData("using var w = <<File.AppendText(P)>>; w.WriteLine(\"a\"); Console.WriteLine(); w.WriteLine(\"b\");")]
    [InlineData("var w = <<File.AppendText(P)>>; w.WriteLine(\"a\");")] // never closed
    [InlineData("using (var w = <<new StreamWriter(P, true) { NewLine = \";\" }>>) { w.WriteLine(\"a\"); }")]
    [InlineData("using (var s = <<new FileStream(P, FileMode.Append)>>) { s.WriteByte(1); }")]
    public Task What_is_appended_otherwise_has_no_fix(string statements) => NotOffered(statements);

    [Theory]
    [InlineData("using var s = <<File.OpenWrite(P)>>; s.Seek(1, SeekOrigin.Begin); s.WriteByte(1);")] // keeps what was there
    [InlineData("using var s = <<File.OpenWrite(P)>>; s.Position = 1; s.WriteByte(1);")]
    [InlineData("using var s = <<File.OpenWrite(P)>>; s.Position++; s.WriteByte(1);")]
    [InlineData("using var s = <<File.OpenWrite(P)>>; s.SetLength(10); s.WriteByte(1);")]
    [InlineData(
        "using var s = <<new FileStream(P, FileMode.OpenOrCreate)>>; s.ReadByte(); s.WriteByte(1); s.SetLength(s.Position);"
    )]
    [InlineData("using var s = <<File.OpenWrite(P)>>; s.Position = 1; s.WriteByte(1); s.SetLength(s.Position);")]
    [InlineData(
        "using (var s = <<new FileStream(P, FileMode.OpenOrCreate)>>) { s.WriteByte(1); if (P.Length > 3) return; "
            + "s.SetLength(s.Position); }"
    )]
    [InlineData(
        "using var s = <<new FileStream(P, FileMode.OpenOrCreate)>>; s.WriteByte(1); if (P.Length > 3) s.SetLength(s.Position);"
    )]
    [InlineData(
        "using var s = <<new FileStream(P, FileMode.OpenOrCreate)>>; using var m = new MemoryStream(); "
            + "s.WriteByte(1); s.SetLength(m.Position);"
    )]
    [InlineData(
        "using var s = <<File.OpenWrite(P)>>; var isNew = s.Length == 0; s.WriteByte(1); if (isNew) s.WriteByte(2); "
            + "s.SetLength(s.Position);"
    )]
    [InlineData("using var s = <<File.OpenWrite(P)>>; var old = s.Length; s.WriteByte(1); Console.Write(old);")]
    [InlineData("using var w = new BinaryWriter(<<File.OpenWrite(P)>>); w.Seek(1, SeekOrigin.Begin); w.Write(1);")]
    [InlineData("using var w = new BinaryWriter(<<File.OpenWrite(P)>>); w.BaseStream.Position = 1; w.Write(1);")]
    [InlineData("using var s = <<new FileStream(P, FileMode.OpenOrCreate, FileAccess.ReadWrite)>>; s.WriteByte(1);")] // may be read
    [InlineData(
        "using (var s = <<File.OpenWrite(P)>>) { s.WriteByte(1); Patch(s); } static void Patch(Stream s) => s.Position = 10;"
    )]
    [InlineData("using (var s = <<File.OpenWrite(P)>>) s.Patch();")]
    [InlineData(
        "using (var w = new BinaryWriter(<<File.OpenWrite(P)>>)) { Patch(w); w.Write(1); } "
            + "static void Patch(BinaryWriter w) => w.Seek(10, SeekOrigin.Begin);"
    )]
    [InlineData("using var s = <<new FileStream(P, FileMode.OpenOrCreate)>>; s.WriteByte(1);")]
    [InlineData("using var s = <<File.Open(P, FileMode.Truncate)>>; s.WriteByte(1);")] // wants the file to exist
    [InlineData(
        "using var s = <<new FileStream(P, new FileStreamOptions { "
            + "Mode = FileMode.Create, Access = FileAccess.Write, "
            + "UnixCreateMode = UnixFileMode.UserRead })>>; s.WriteByte(1);"
    )]
    [InlineData("using var w = <<new StreamWriter(P, bytes.Length > 0)>>; w.Write(1);")]
    [InlineData("_field = <<File.Create(P)>>;")]
    [InlineData("using var s = <<File.Create(P)>>; _field = s;")]
    [InlineData("using var s = <<File.Create(P)>>; Stream other = s; other.WriteByte(1);")]
    [InlineData("using var s = <<File.Create(P)>>; Console.WriteLine(s.Name); s.WriteByte(1);")]
    [InlineData("using var s = <<File.Create(P)>>; var task = s.WriteAsync(bytes, 0, 1); task.Wait();")]
    [InlineData("using var s = <<File.Create(P)>>; Task.Run(() => s.WriteByte(1));")]
    [InlineData("using var s = <<File.Create(P)>>; void Local() => s.WriteByte(1); Action late = Local; late();")]
    [InlineData("using var s = <<File.Create(P)>>; if (bytes.Length == 0) return; s.WriteByte(1);")] // an empty file, or the old one?
    [InlineData("using var s = <<File.Create(P)>>; foreach (var b in bytes) { if (b == 0) return; s.WriteByte(b); }")] // half of it
    [InlineData("using var s = <<File.Create(P)>>; try { s.WriteByte(1); } catch (IOException) { } s.WriteByte(2);")]
    [InlineData("using var s = <<File.Create(P)>>; Console.ReadLine();")] // held open as a lock
    [InlineData("var s = <<File.Create(P)>>; s.WriteByte(1);")] // never closed
    [InlineData("using var s = <<File.Create(P)>>; s.WriteByte(1); goto end; end: s.WriteByte(2);")]
    [InlineData("var s = <<File.Create(P)>>; if (P.Length > 0) { s.WriteByte(1); return; } s.Close();")]
    [InlineData("var s = <<File.Create(P)>>; s.WriteByte(1); if (bytes.Length > 9) return; s.Close();")] // left open, and not written
    [InlineData(
        "using (var s = <<File.Create(P)>>) using (var z = new GZipStream(s, CompressionMode.Compress)) { z.WriteByte(1); return; }"
    )]
    [InlineData("<<new XmlDocument().Save(P)>>;")] // refuses to be saved to a path
    [InlineData("var d = new XmlDocument(); d.AppendChild(d.CreateComment(\"a\")); <<d.Save(P)>>;")]
    [InlineData(
        "var info = new FileInfo(P); using (var s = <<info.Create()>>) s.WriteByte(1); Console.WriteLine(info.Length);"
    )] // what it knew before
    [InlineData("using var s = <<File.Create(P)>>; s.WriteByte(1);\n#if DEBUG\n        s.WriteByte(2);\n#endif")] // who commits the rest?
    [InlineData(
        "using (var s = <<File.Create(P)>>)\n        {\n            s.WriteByte(1);\n#if !DEBUG\n"
            + "            s.WriteByte(2);\n#endif\n        }"
    )]
    [InlineData(
        "using (var s = /* why */ <<File.Create(P)>>) using (var z = new GZipStream(s, CompressionMode.Compress)) z.WriteByte(1);"
    )]
    [InlineData("using var s = <<File.Create(P /* why */, /* how */ 4096)>>; s.WriteByte(1);")] // a comment would be lost
    [InlineData("using var s = <<File.Create(P)>>; {|CS0103:Response|}.CopyToAsync(s);")] // a task that nobody awaits, by its name
    // A comment would be lost.
    [InlineData("var s = <<File.Create(P)>>;\n        // why\n        using (s) { {|CS0103:Response|}.CopyTo(s); }")]
    [InlineData("var s = <<File.Create(P)>>; using (s) {|CS0103:Response|}.CopyTo(s); s.WriteByte(1);")] // closed by then
    public Task No_fix_where_none_is_proven_right(string statements) => NotOffered(statements);

    static Task NotOffered(string statements) =>
        Verify.NoFix(
            InClass(
                $$"""
                Stream? _field;

                void Save(byte[] bytes)
                {
                    {{statements.Replace("<<", "{|ATW0001:", StringComparison.Ordinal).Replace(
                    ">>",
                    "|}",
                    StringComparison.Ordinal
                )}}
                }
                """
            )
        );

    static Task Members(string before, string after)
    {
        var test = Verify.Test(InClass(before), InClass(after), []);
        test.FixedState.MarkupHandling = Microsoft.CodeAnalysis.Testing.MarkupMode.Allow;
        return test.RunAsync(TestContext.Current.CancellationToken);
    }

    static string InClass(string members) =>
        $$"""
            #nullable enable
            using System;
            using System.Collections.Generic;
            using System.IO;
            using System.IO.Compression;
            using System.Text;
            using System.Text.Json;
            using System.Threading.Tasks;
            using System.Xml;
            using System.Xml.Linq;
            using AtomicWrites;

            class Program
            {
                const string P = "settings.json";

                string Load() => File.ReadAllText(P);

                {{members.Replace("\n", "\n    ", StringComparison.Ordinal).Replace(
                "\n    \n",
                "\n\n",
                StringComparison.Ordinal
            )}}
            }

            static class Patches
            {
                public static void Patch(this Stream stream) => stream.Position = 10;
            }
            """;

    // Of a method in another file, with another model.
    [Fact]
    public Task What_comes_after_a_flush_is_read_in_other_files_too() =>
        Verify.NoFix(
            """
            class Program
            {
                void Save()
                {
                    using (var writer = {|ATW0001:System.IO.File.CreateText("settings.json")|})
                    {
                        writer.Write(1);
                        writer.Flush();
                        Work.Done();
                        writer.Write(2);
                    }
                }
            }
            """,
            others: (
                "Work.cs",
                """
                using System.Threading.Tasks;

                static class Work
                {
                    static readonly Task Running = Task.CompletedTask;

                    public static void Done() => Running.Wait();
                }
                """
            )
        );
}
