import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertPathBuilder;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CertSelector;
import java.security.cert.X509Certificate;
import java.util.Date;
import java.util.Set;
import org.bouncycastle.asn1.tsp.ArchiveTimeStamp;
import org.bouncycastle.asn1.tsp.ArchiveTimeStampChain;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaCertStoreBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cms.jcajce.JcaSimpleSignerInfoVerifierBuilder;
import org.bouncycastle.operator.jcajce.JcaDigestCalculatorProviderBuilder;
import org.bouncycastle.tsp.TimeStampToken;
import org.bouncycastle.tsp.ers.ERSByteData;
import org.bouncycastle.tsp.ers.ERSEvidenceRecord;

/**
 * What the Bouncy Castle of Debian says of evidence records: root.pem, then pairs of a record and the file that it proves.
 * A line for each: "ok" with the number of time-stamps, or "no" with the reason. It is run from its source.
 */
public final class EvidenceJudge {
    private final Set<TrustAnchor> anchors;

    private EvidenceJudge(X509Certificate root) {
        anchors = Set.of(new TrustAnchor(root, null));
    }

    public static void main(String[] given) throws Exception {
        X509Certificate root;
        try (InputStream file = Files.newInputStream(Path.of(given[0]))) {
            root = (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(file);
        }
        EvidenceJudge judge = new EvidenceJudge(root);
        for (int at = 1; at + 1 < given.length; at += 2) {
            System.out.println(judge.told(Path.of(given[at]), Path.of(given[at + 1])));
        }
    }

    private String told(Path record, Path data) {
        try {
            return "ok " + stamps(Files.readAllBytes(record), Files.readAllBytes(data));
        } catch (Exception fault) { // whatever it objects to
            return "no " + fault.getClass().getSimpleName() + ": " + fault.getMessage();
        }
    }

    /** Each renewal covers what it has to, each signature holds, each signer leads to the root, the data are covered. */
    private int stamps(byte[] record, byte[] data) throws Exception {
        ERSEvidenceRecord evidence = new ERSEvidenceRecord(record, new JcaDigestCalculatorProviderBuilder().build());
        evidence.validate(new JcaSimpleSignerInfoVerifierBuilder().build(evidence.getSigningCertificate()));
        int counted = 0;
        for (ArchiveTimeStampChain chain : evidence.toASN1Structure().getArchiveTimeStampSequence().getArchiveTimeStampChains()) {
            for (ArchiveTimeStamp stamp : chain.getArchiveTimestamps()) {
                verify(new TimeStampToken(stamp.getTimeStamp()));
                counted++;
            }
        }
        evidence.validatePresent(new ERSByteData(data), new Date());
        return counted;
    }

    private void verify(TimeStampToken token) throws Exception {
        X509CertificateHolder signer = (X509CertificateHolder) token.getCertificates().getMatches(token.getSID()).iterator().next();
        token.validate(new JcaSimpleSignerInfoVerifierBuilder().build(signer));
        X509CertSelector target = new X509CertSelector();
        target.setCertificate(new JcaX509CertificateConverter().getCertificate(signer));
        PKIXBuilderParameters path = new PKIXBuilderParameters(anchors, target);
        path.addCertStore(new JcaCertStoreBuilder().addCertificates(token.getCertificates()).build());
        path.setRevocationEnabled(false);
        path.setDate(token.getTimeStampInfo().getGenTime());
        CertPathBuilder.getInstance("PKIX").build(path);
    }
}
